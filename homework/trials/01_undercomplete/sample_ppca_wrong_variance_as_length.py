"""Takes variances for standard deviations. Score: 1 of 2."""


def sample_ppca(mean, directions, variances, code_dim, n, rng):
    rest = np.mean(variances[code_dim:])
    z = rng.normal(size=(n, code_dim))
    noise = rng.normal(size=(n, len(mean)))
    return mean + (z * (variances[:code_dim] - rest)) @ directions[:code_dim] + rest * noise
