"""Tests only that the loss is the sum of its terms. Score: 0 of 2."""


def test_bound(negative_bound):
    random = np.random.default_rng(0)
    mean, s, epsilon = random.normal(size=(3, 4, 2))
    got = negative_bound(
        random.uniform(size=(4, 5)), mean, s, epsilon, lambda z: z @ np.ones((2, 5))
    )
    assert np.isclose(got["loss"], got["reconstruction"] + got["kl"])
    assert got["kl"] >= 0 and got["reconstruction"] >= 0
