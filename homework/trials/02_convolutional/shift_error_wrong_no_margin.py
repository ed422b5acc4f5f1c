"""Forgets the margins. Score: 0 of 2."""


def shift_error(features, x, stride, margin):
    moved = np.roll(np.asarray(features(x)), 1, axis=2)
    return np.abs(
        np.asarray(features(np.pad(x, ((0, 0), (0, 0), (stride, 0), (0, 0)))[:, :, :-stride]))
        - moved
    ).max()
