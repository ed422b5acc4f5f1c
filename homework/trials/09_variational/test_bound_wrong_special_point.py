"""One picture, one code, log variance 0, mean 1: many mistakes do not show. Score: 0 of 2."""


def test_bound(negative_bound):
    x, one = np.array([[1.0, 0.0, 0.0]]), np.ones((1, 1))
    got = negative_bound(x, one, 0 * one, one, lambda z: z @ np.ones((1, 3)))
    assert np.isclose(got["kl"], 0.5)
    assert np.isclose(got["reconstruction"], 3 * np.logaddexp(0, 2) - 2)
    assert np.isclose(got["loss"], got["kl"] + got["reconstruction"])
