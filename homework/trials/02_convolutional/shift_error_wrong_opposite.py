"""Moves the features against the pictures. Score: 0 of 2."""


def shift_error(features, x, stride, margin):
    moved = np.roll(np.asarray(features(x)), -1, axis=2)
    inner = slice(margin, -margin)
    return np.abs(np.asarray(features(np.roll(x, stride, axis=2))) - moved)[:, inner, inner].max()
