"""Looks at the training rows only. Score: 1 of 2."""


def is_clean(prepare, train_rows, test_rows):
    before, _ = prepare(train_rows, test_rows)
    after, _ = prepare(train_rows, 100 * np.nan_to_num(test_rows) + 1000)
    return before.shape == after.shape and np.allclose(before, after, equal_nan=True)
