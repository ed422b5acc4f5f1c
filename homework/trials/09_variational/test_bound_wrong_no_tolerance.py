"""Compares with ==, so that float32 is rejected. Score: 1 of 2."""


def test_bound(negative_bound):
    random = np.random.default_rng(0)
    x, weights = random.uniform(size=(3, 5)), random.normal(size=(2, 5))
    mean, s, epsilon = random.normal(size=(3, 3, 2))
    got = negative_bound(x, mean, s, epsilon, lambda z: z @ weights)
    logits = (mean + np.exp(0.5 * s) * epsilon) @ weights
    assert got["reconstruction"] == np.mean((np.logaddexp(0, logits) - x * logits).sum(axis=1))
    assert got["kl"] == np.mean(np.sum(0.5 * (np.exp(s) + mean**2 - 1 - s), axis=1))
    assert got["loss"] == got["reconstruction"] + got["kl"]
