"""Uses the mean of the pictures' thresholds. Score: 0 of 2."""


def keep_largest_of_batch(h, k):
    threshold = ops.mean(ops.top_k(h, k)[0][:, -1])
    return ops.where(h >= threshold, h, ops.zeros_like(h))
