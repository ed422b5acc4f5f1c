"""Keeps k entries in the whole batch. Score: 0 of 2."""


def keep_largest_of_batch(h, k):
    smallest = ops.top_k(ops.reshape(h, (-1,)), k)[0][-1]
    return ops.where(h >= smallest, h, ops.zeros_like(h))
