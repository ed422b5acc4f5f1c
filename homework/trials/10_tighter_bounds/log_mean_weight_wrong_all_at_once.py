"""Asks for all draws at once. Score: 0 of 2."""


def log_mean_weight(draw, k, most):
    return special.logsumexp(draw(k), axis=1) - np.log(k)
