"""A batch of one picture and a strength of one. Score: 1 of 2."""


def accepts(penalty):
    z = np.array([[0.2, 0.7, 0.4]], "float32")
    p = z[0].astype("float64")
    expected = (rel_entr(0.1, p) + rel_entr(0.9, 1 - p)).sum()
    return np.isclose(float(penalty(z, 0.1, 1.0)), expected, rtol=1e-6, atol=0)
