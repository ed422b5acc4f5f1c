"""Takes s for the variance of the pixels. Score: 0 of 2."""


def log_weights(x, mean, deviation, epsilon, A, s):
    z = mean[:, None] + deviation[:, None] * epsilon
    given = stats.norm.logpdf(x[:, None], z @ A.T, np.sqrt(s)).sum(axis=2)
    prior = stats.norm.logpdf(z).sum(axis=2)
    return given + prior - stats.norm.logpdf(z, mean[:, None], deviation[:, None]).sum(axis=2)
