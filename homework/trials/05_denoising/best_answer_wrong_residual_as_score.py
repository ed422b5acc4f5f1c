"""Forgets to divide the residual by sigma squared. Score: 1 of 2."""


def best_answer(x_noisy, mean, covariance, sigma):
    a = np.linalg.solve(covariance + sigma**2 * np.eye(len(mean)), covariance)
    return mean + (x_noisy - mean) @ a


def score_of_noisy(x_noisy, mean, covariance, sigma):
    return best_answer(x_noisy, mean, covariance, sigma) - x_noisy
