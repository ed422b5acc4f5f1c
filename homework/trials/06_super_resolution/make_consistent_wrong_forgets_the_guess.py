"""Begins with the enlarged small picture and ignores the guess. Score: 1 of 2."""


def make_consistent(x_hat, z, scale):
    x_new = enlarge(z, scale).numpy()
    for _ in range(30):
        x_new = x_new + enlarge(z - shrink(x_new, scale), scale).numpy()
    return x_new
