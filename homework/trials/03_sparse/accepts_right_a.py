"""A case computed by hand, with unequal units and a strength of two. Score: 2 of 2."""


def accepts(penalty):
    z = np.array([[0.9, 0.5], [0.06, 0.2], [0.02, 0.5], [0.02, 0.8]], "float32")
    return abs(float(penalty(z, 0.25, 2.0)) - 2 * 0.13081204) < 1e-3
