"""Clips at the end, which undoes part of it. Score: 0 of 2."""


def make_consistent(x_hat, z, scale):
    for _ in range(30):
        x_hat = x_hat + enlarge(z - shrink(x_hat, scale), scale).numpy()
    return np.clip(x_hat, 0, 1)
