"""Returns the guess as it is. Score: 0 of 2."""


def make_consistent(x_hat, z, scale):
    return x_hat
