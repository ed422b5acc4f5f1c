"""A root whose slope is infinite on the diagonal. Score: 1 of 2."""


def energy_distance(a, b):
    def total(one, other):
        return ops.sum(ops.sqrt(ops.sum((one[:, None] - other[None]) ** 2, axis=-1)))

    n, m = len(a), len(b)
    within = total(a, a) / (n * (n - 1)) + total(b, b) / (m * (m - 1))
    return 2 * total(a, b) / (n * m) - within
