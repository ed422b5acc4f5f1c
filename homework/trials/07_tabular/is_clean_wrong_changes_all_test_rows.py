"""Disturbs every test row and expects all to come out as before. Score: 0 of 2."""


def is_clean(prepare, train_rows, test_rows):
    before = prepare(train_rows, test_rows)
    after = prepare(train_rows, test_rows + 1)
    return all(np.allclose(a, b, equal_nan=True) for a, b in zip(before, after, strict=True))
