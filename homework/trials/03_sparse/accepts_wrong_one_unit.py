"""A single unit and a strength of one, which hides several faults. Score: 0 of 2."""


def accepts(penalty):
    z = np.array([[0.2], [0.7], [0.4]], "float32")
    p = z.mean()
    expected = rel_entr(0.1, p) + rel_entr(0.9, 1 - p)
    return np.isclose(float(penalty(z, 0.1, 1.0)), expected, rtol=1e-3)
