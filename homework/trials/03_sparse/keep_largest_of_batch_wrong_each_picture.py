"""TopK as before: k of each picture. Score: 0 of 2."""


def keep_largest_of_batch(h, k):
    return keep_largest(h, k)
