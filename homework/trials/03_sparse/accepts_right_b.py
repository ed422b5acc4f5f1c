"""Asserts against a loop over units, for several shapes. Score: 2 of 2."""


def accepts(penalty):
    for n, units in ((3, 4), (10, 2), (5, 5)):
        z = np.random.default_rng(units).beta(0.8, 2, (n, units)).clip(0.01, 0.99)
        target, strength, expected = 0.05 * units, 0.5 + units, 0.0
        for j in range(units):
            p = z[:, j].mean()
            expected += target * np.log(target / p)
            expected += (1 - target) * np.log((1 - target) / (1 - p))
        got = float(ops.convert_to_numpy(penalty(z.astype("float32"), target, strength)))
        assert abs(got / (strength * expected) - 1) < 0.003, f"{got} for {strength * expected}"
    return True
