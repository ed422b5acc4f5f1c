"""Moves the test rows by less than the tolerance of its comparison. Score: 0 of 2."""


def is_clean(prepare, train_rows, test_rows):
    before, _ = prepare(train_rows, test_rows)
    after, _ = prepare(train_rows, test_rows + 1e-9)
    return before.shape == after.shape and np.allclose(before, after, equal_nan=True)
