"""Computes in NumPy, which has no gradients and fails in a compiled loss. Score: 1 of 2."""


def keep_largest_of_batch(h, k):
    h = np.array(h)
    h[h < np.sort(h, axis=None)[-k * len(h)]] = 0
    return h
