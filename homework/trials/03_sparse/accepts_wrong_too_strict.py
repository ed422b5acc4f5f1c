"""Asks for all digits of float64. Score: 1 of 2."""


def accepts(penalty):
    z = np.random.default_rng(0).uniform(0.05, 0.9, (7, 5))
    p = z.mean(axis=0)
    expected = 2 * (rel_entr(0.1, p) + rel_entr(0.9, 1 - p)).sum()
    return abs(float(penalty(z, 0.1, 2.0)) - expected) < 1e-12
