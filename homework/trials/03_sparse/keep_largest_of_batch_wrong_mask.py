"""Returns ones instead of the entries. Score: 0 of 2."""


def keep_largest_of_batch(h, k):
    smallest = ops.top_k(ops.reshape(h, (-1,)), k * ops.shape(h)[0])[0][-1]
    return ops.cast(h >= smallest, "float32")
