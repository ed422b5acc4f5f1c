"""Keeps the largest log weight so far and a sum scaled by it. Score: 2 of 2."""


def log_mean_weight(draw, k, most):
    largest = total = None
    for start in range(0, k, most):
        piece = np.asarray(draw(min(most, k - start)), float)
        top = piece.max(axis=1)
        if largest is None:
            largest, total = top, np.zeros(len(top))
        new = np.maximum(largest, top)
        total = total * np.exp(largest - new) + np.exp(piece - new[:, None]).sum(axis=1)
        largest = new
    return largest + np.log(total / k)
