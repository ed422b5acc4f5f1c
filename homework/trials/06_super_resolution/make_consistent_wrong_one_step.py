"""Looks once. Score: 1 of 2."""


def make_consistent(x_hat, z, scale):
    return x_hat + enlarge(z - shrink(x_hat, scale), scale).numpy()
