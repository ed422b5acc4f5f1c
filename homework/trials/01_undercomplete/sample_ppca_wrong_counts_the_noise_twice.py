"""Gives the code all the variance and adds the noise on top. Score: 1 of 2."""


def sample_ppca(mean, directions, variances, code_dim, n, rng):
    rest = np.mean(variances[code_dim:])
    z = rng.normal(size=(n, code_dim))
    noise = rng.normal(size=(n, len(mean)))
    return (
        mean + (z * np.sqrt(variances[:code_dim])) @ directions[:code_dim] + np.sqrt(rest) * noise
    )
