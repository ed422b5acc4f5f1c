"""Forgets that NaN is not equal to NaN. Score: 0 of 2."""


def is_clean(prepare, train_rows, test_rows):
    before, test_before = prepare(train_rows, test_rows)
    disturbed = test_rows + 1000
    disturbed[0] = test_rows[0]
    after, test_after = prepare(train_rows, disturbed)
    return np.allclose(before, after) and np.allclose(test_before[0], test_after[0])
