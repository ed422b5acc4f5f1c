"""Stays in the plane of the code. Score: 1 of 2."""


def sample_ppca(mean, directions, variances, code_dim, n, rng):
    z = rng.normal(size=(n, code_dim)) * np.sqrt(variances[:code_dim])
    return mean + z @ directions[:code_dim]
