"""Along the eigenvectors; score from the density of noisy data. Score: 2 of 2."""


def best_answer(x_noisy, mean, covariance, sigma):
    variances, vectors = np.linalg.eigh(covariance)
    along = (x_noisy - mean) @ vectors
    return mean + (along * variances / (variances + sigma**2)) @ vectors.T


def score_of_noisy(x_noisy, mean, covariance, sigma):
    noisy_covariance = covariance + np.diag(np.full(len(mean), sigma**2))
    return np.stack([-np.linalg.solve(noisy_covariance, x - mean) for x in x_noisy])
