"""Returns what is missing, in the small size. Score: 0 of 2."""


def make_consistent(x_hat, z, scale):
    return z - shrink(x_hat, scale)
