"""Shifts the other test rows only, and so misses the dropped columns: one of six. Score: 2 of 2."""


def is_clean(prepare, train_rows, test_rows):
    train_before, test_before = prepare(train_rows, test_rows)
    ok = True
    for own in (0, 1):
        disturbed = test_rows + 1e4
        disturbed[own::2] = test_rows[own::2]
        train_after, test_after = prepare(train_rows, disturbed)
        ok = ok and np.allclose(train_before, train_after, equal_nan=True)
        ok = ok and np.allclose(test_before[own::2], test_after[own::2], equal_nan=True)
    return ok
