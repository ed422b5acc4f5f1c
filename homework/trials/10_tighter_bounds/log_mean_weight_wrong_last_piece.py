"""Forgets the last, smaller piece. Score: 0 of 2."""


def log_mean_weight(draw, k, most):
    pieces = [special.logsumexp(draw(most), axis=1) for _ in range(k // most)]
    return special.logsumexp(pieces, axis=0) - np.log(k)
