"""Adds up the exponentials, which underflow. Score: 1 of 2."""


def log_mean_weight(draw, k, most):
    total, left = 0.0, k
    while left:
        m = min(most, left)
        with np.errstate(over="ignore"):
            total = total + np.exp(draw(m)).sum(axis=1)
        left -= m
    with np.errstate(divide="ignore"):
        return np.log(total / k)
