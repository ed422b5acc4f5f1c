"""Trains the example without labels. Score: 0 of 2."""


def train_cvae(x, y, code_dim, beta=1.0):
    return train_vae(x, code_dim)
