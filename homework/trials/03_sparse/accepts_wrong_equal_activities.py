"""The popular test: all activities equal. Score: 0 of 2."""


def accepts(penalty):
    z = np.full((6, 4), 0.5, "float32")
    expected = 4 * (0.1 * np.log(0.1 / 0.5) + 0.9 * np.log(0.9 / 0.5))
    return np.isclose(float(penalty(z, 0.1, 1.0)), expected, rtol=1e-3)
