"""Takes columns of `directions` for the unit vectors. Score: 1 of 2."""


def sample_ppca(mean, directions, variances, code_dim, n, rng):
    rest = np.mean(variances[code_dim:])
    z = rng.normal(size=(n, code_dim))
    noise = rng.normal(size=(n, len(mean)))
    lengths = np.sqrt(variances[:code_dim] - rest)
    return mean + (z * lengths) @ directions[:, :code_dim].T + np.sqrt(rest) * noise
