"""Lets gradients through everywhere. Score: 1 of 2."""


def keep_largest_of_batch(h, k):
    smallest = ops.top_k(ops.reshape(h, (-1,)), k * ops.shape(h)[0])[0][-1]
    kept = ops.where(h >= smallest, h, ops.zeros_like(h))
    return ops.where(h >= smallest, h, h - ops.stop_gradient(h - kept))
