"""Asks only that the penalty vanishes at the target and is positive elsewhere. Score: 0 of 2."""


def accepts(penalty):
    on_target = np.full((5, 3), 0.2, "float32")
    off_target = np.random.default_rng(0).uniform(0.3, 0.9, (5, 3)).astype("float32")
    return abs(float(penalty(on_target, 0.2, 1.0))) < 1e-4 < float(penalty(off_target, 0.2, 1.0))
