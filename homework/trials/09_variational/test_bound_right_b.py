"""Properties of single pictures and codes, each with a known value. Score: 2 of 2."""


def test_bound(negative_bound):
    def kl(mean, s):
        mean, s = np.atleast_2d(mean).astype(float), np.atleast_2d(s).astype(float)
        zeros = np.zeros_like(mean)
        x = np.full((len(mean), 4), 0.5)
        return negative_bound(x, mean, s, zeros, lambda z: np.zeros((len(z), 4)))

    half_log = 4 * np.log(2)  # all pixels undecided
    for got, expected in (
        (kl([0, 0], [0, 0]), 0.0),
        (kl([3, 0], [0, 0]), 4.5),
        (kl([3, -1], [0, 0]), 5.0),
        (kl([0], [np.log(4)]), 0.5 * (4 - 1 - np.log(4))),
        (kl([0], [-np.log(4)]), 0.5 * (0.25 - 1 + np.log(4))),
        (kl([[3], [1]], [[0], [0]]), 2.5),
    ):
        assert abs(got["kl"] - expected) < 1e-4, "KL"
        assert abs(got["reconstruction"] - half_log) < 1e-4, "reconstruction"
        assert abs(got["loss"] - expected - half_log) < 1e-4, "loss"

    codes = []

    def decode(z):
        codes.extend(np.asarray(z)[:, 0])
        return np.zeros((len(z), 4))

    s = np.log([[4.0], [9.0]])
    negative_bound(np.zeros((2, 4)), np.array([[1.0], [2.0]]), s, np.array([[1.0], [-1.0]]), decode)
    assert np.allclose(codes, [3.0, -1.0], atol=1e-4), "the draw"
