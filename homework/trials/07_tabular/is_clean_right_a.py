"""Each test row alone must come out as among the others, training rows too. Score: 2 of 2."""


def is_clean(prepare, train_rows, test_rows):
    train_before, test_before = prepare(train_rows, test_rows)
    for i in range(len(test_rows)):
        train_after, test_after = prepare(train_rows, test_rows[i : i + 1])
        if train_after.shape != train_before.shape:
            return False
        if not np.allclose(train_after, train_before, equal_nan=True):
            return False
        if not np.allclose(test_after[0], test_before[i], equal_nan=True):
            return False
    return True
