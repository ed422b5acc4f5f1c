"""Puts rows of noise below the test rows. Score: 2 of 2."""


def is_clean(prepare, train_rows, test_rows):
    random = np.random.default_rng(0)
    n = len(test_rows)
    before = np.concatenate(prepare(train_rows, test_rows), axis=0)
    for share in (0.0, 0.5, 1.0):
        noise = 1e4 * random.standard_normal((5 * n, test_rows.shape[1]))
        noise[random.random(noise.shape) < share] = np.nan
        after = np.concatenate(prepare(train_rows, np.vstack([test_rows, noise])))[: len(before)]
        try:
            np.testing.assert_allclose(after, before, rtol=1e-6, atol=1e-8)
        except AssertionError:
            return False
    shuffled = prepare(train_rows, test_rows[::-1])[1][::-1]
    return np.allclose(shuffled, before[-n:], equal_nan=True)
