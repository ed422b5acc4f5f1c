"""Squared distances, which see nothing but the means. Score: 0 of 2."""


def energy_distance(a, b):
    def total(one, other):
        return ops.sum((one[:, None] - other[None]) ** 2)

    n, m = len(a), len(b)
    within = total(a, a) / (n * (n - 1)) + total(b, b) / (m * (m - 1))
    return 2 * total(a, b) / (n * m) - within
