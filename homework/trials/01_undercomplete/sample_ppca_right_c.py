"""One picture after the other. Score: 2 of 2."""


def sample_ppca(mean, directions, variances, code_dim, n, rng):
    rest = np.mean(variances[code_dim:])
    pictures = []
    for _ in range(n):
        x = mean + rest**0.5 * rng.normal(size=len(mean))
        for j in range(code_dim):
            x = x + (variances[j] - rest) ** 0.5 * rng.normal() * directions[j]
        pictures.append(x)
    return pictures
