"""A second copy of the formula, on unequal random numbers. Score: 2 of 2."""


def test_bound(negative_bound):
    random = np.random.default_rng(1)
    x = random.integers(0, 2, size=(4, 6))
    mean, s, epsilon = (
        random.normal(size=(4, 3)),
        random.normal(size=(4, 3)),
        random.normal(size=(4, 3)),
    )
    weights = random.normal(size=(3, 6))
    decode = lambda z: np.tanh(z) @ weights
    logits = decode(mean + np.exp(s / 2) * epsilon)
    reconstruction = keras.losses.BinaryCrossentropy(from_logits=True, reduction=None)
    reconstruction = 6 * np.mean(reconstruction(x.astype("float32"), logits.astype("float32")))
    kl = np.mean(np.sum((np.exp(s) + mean**2 - 1 - s) / 2, axis=1))
    got = negative_bound(x, mean, s, epsilon, decode)
    expected = {"reconstruction": reconstruction, "kl": kl, "loss": reconstruction + kl}
    for name, value in expected.items():
        np.testing.assert_allclose(got[name], value, rtol=1e-3)
