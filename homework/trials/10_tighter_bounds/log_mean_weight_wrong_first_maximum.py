"""Scales all pieces by the largest weight of the first one. Score: 1 of 2."""


def log_mean_weight(draw, k, most):
    first = draw(min(most, k))
    largest = first.max(axis=1)
    total, left = np.exp(first - largest[:, None]).sum(axis=1), k - first.shape[1]
    while left:
        m = min(most, left)
        with np.errstate(over="ignore"):
            total = total + np.exp(draw(m) - largest[:, None]).sum(axis=1)
        left -= m
    return largest + np.log(total / k)
