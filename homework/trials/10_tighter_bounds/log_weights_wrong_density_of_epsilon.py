"""Takes the density of epsilon for that of z: forgets log sigma. Score: 0 of 2."""


def log_weights(x, mean, deviation, epsilon, A, s):
    z = mean[:, None] + deviation[:, None] * epsilon
    given = stats.norm.logpdf(x[:, None], z @ A.T, s).sum(axis=2)
    return given + (stats.norm.logpdf(z) - stats.norm.logpdf(epsilon)).sum(axis=2)
