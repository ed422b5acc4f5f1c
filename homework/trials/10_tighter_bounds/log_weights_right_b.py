"""Picture by picture, by multivariate densities. Score: 2 of 2."""


def log_weights(x, mean, deviation, epsilon, A, s):
    rows = []
    for i in range(len(x)):
        z = mean[i] + deviation[i] * epsilon[i]
        code_dim, pixels = z.shape[1], x.shape[1]
        given = stats.multivariate_normal(np.zeros(pixels), s**2 * np.eye(pixels))
        prior = stats.multivariate_normal(np.zeros(code_dim), np.eye(code_dim))
        encoder = stats.multivariate_normal(mean[i], np.diag(deviation[i] ** 2))
        rows.append(given.logpdf(x[i] - z @ A.T) + prior.logpdf(z) - encoder.logpdf(z))
    return np.array(rows)
