"""Compares with the lesson's function, but forgets to vary the strength. Score: 2 of 2."""


def accepts(penalty):
    def lesson(z, target):
        p = ops.mean(z, axis=0)
        on, off = target * ops.log(target / p), (1 - target) * ops.log((1 - target) / (1 - p))
        return float(ops.sum(on + off))

    z = keras.random.uniform((30, 8), 0.01, 0.99, seed=1) * np.linspace(0.2, 1, 8)
    z = ops.clip(z, 0.01, 0.99)
    return bool(np.isclose(float(penalty(z, 0.1, 1.0)), lesson(z, 0.1), rtol=1e-2))
