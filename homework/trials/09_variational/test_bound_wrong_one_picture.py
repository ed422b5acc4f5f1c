"""Unequal numbers, but a batch of one picture. Score: 1 of 2."""


def test_bound(negative_bound):
    random = np.random.default_rng(0)
    x, weights = random.uniform(size=(1, 5)), random.normal(size=(2, 5))
    mean, s, epsilon = random.normal(size=(3, 1, 2))
    got = negative_bound(x, mean, s, epsilon, lambda z: z @ weights)
    logits = (mean + np.exp(s / 2) * epsilon) @ weights
    reconstruction = np.sum(np.logaddexp(0, logits) - x * logits)
    kl = 0.5 * np.sum(np.exp(s) + mean**2 - 1 - s)
    assert np.isclose(got["kl"], kl, rtol=1e-4)
    assert np.isclose(got["reconstruction"], reconstruction, rtol=1e-4)
    assert np.isclose(got["loss"], reconstruction + kl, rtol=1e-4)
