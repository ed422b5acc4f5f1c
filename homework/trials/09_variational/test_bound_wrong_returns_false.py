"""Returns False instead of raising an error. Score: 0 of 2."""


def test_bound(negative_bound):
    random = np.random.default_rng(0)
    mean, s, epsilon = random.normal(size=(3, 4, 2))
    got = negative_bound(
        random.uniform(size=(4, 5)), mean, s, epsilon, lambda z: z @ np.ones((2, 5))
    )
    return np.isclose(got["kl"], 0.5 * np.mean(np.sum(np.exp(s) + mean**2 - 1 - s, axis=1)))
