"""Draws one code and uses it for every picture. Score: 0 of 2."""


def sample_ppca(mean, directions, variances, code_dim, n, rng):
    rest = np.mean(variances[code_dim:])
    z = rng.normal(size=code_dim) * np.sqrt(variances[:code_dim] - rest)
    return mean + z @ directions[:code_dim] + np.sqrt(rest) * rng.normal(size=(n, len(mean)))
