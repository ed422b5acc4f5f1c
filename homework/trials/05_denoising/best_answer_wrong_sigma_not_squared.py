"""Adds sigma instead of its square. Score: 0 of 2."""


def best_answer(x_noisy, mean, covariance, sigma):
    a = np.linalg.solve(covariance + sigma * np.eye(len(mean)), covariance)
    return mean + (x_noisy - mean) @ a


def score_of_noisy(x_noisy, mean, covariance, sigma):
    return (best_answer(x_noisy, mean, covariance, sigma) - x_noisy) / sigma**2
