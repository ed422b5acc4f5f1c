"""Averages the logarithms of the pieces, a bound with fewer draws. Score: 0 of 2."""


def log_mean_weight(draw, k, most):
    pieces, left = [], k
    while left:
        m = min(most, left)
        pieces.append(special.logsumexp(draw(m), axis=1) - np.log(m))
        left -= m
    return np.mean(pieces, axis=0)
