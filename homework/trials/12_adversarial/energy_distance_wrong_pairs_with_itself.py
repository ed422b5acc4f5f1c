"""Divides by all pairs, so it is biased. Score: 0 of 2."""


def energy_distance(a, b):
    def mean(one, other):
        return ops.mean(ops.sqrt(ops.sum((one[:, None] - other[None]) ** 2, axis=-1) + 1e-10))

    return 2 * mean(a, b) - mean(a, a) - mean(b, b)
