"""Averages over codes, which one code does not show. Score: 1 of 2."""


def log_weights(x, mean, deviation, epsilon, A, s):
    z = mean[:, None] + deviation[:, None] * epsilon
    given = stats.norm.logpdf(x[:, None], z @ A.T, s).sum(axis=2)
    prior = stats.norm.logpdf(z).mean(axis=2)
    return given + prior - stats.norm.logpdf(z, mean[:, None], deviation[:, None]).mean(axis=2)
