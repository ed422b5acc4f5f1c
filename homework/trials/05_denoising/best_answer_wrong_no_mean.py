"""Shrinks towards zero instead of the mean. Score: 0 of 2."""


def best_answer(x_noisy, mean, covariance, sigma):
    a = np.linalg.solve(covariance + sigma**2 * np.eye(len(mean)), covariance)
    return x_noisy @ a


def score_of_noisy(x_noisy, mean, covariance, sigma):
    return (best_answer(x_noisy, mean, covariance, sigma) - x_noisy) / sigma**2
