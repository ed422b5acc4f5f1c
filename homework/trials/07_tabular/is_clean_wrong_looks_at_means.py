"""Takes a mean of 0 on the test rows for a leak. Score: 0 of 2."""


def is_clean(prepare, train_rows, test_rows):
    _, prepared = prepare(train_rows, test_rows)
    return bool(np.abs(np.nanmean(prepared, axis=0)).max() > 1e-6)
