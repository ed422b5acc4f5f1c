"""Takes both sets to have the size of the first. Score: 0 of 2."""


def energy_distance(a, b):
    def total(one, other):
        return ops.sum(ops.sqrt(ops.sum((one[:, None] - other[None]) ** 2, axis=-1) + 1e-10))

    n = len(a)
    return 2 * total(a, b) / n**2 - (total(a, a) + total(b, b)) / (n * (n - 1))
