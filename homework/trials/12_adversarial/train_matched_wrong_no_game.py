"""The plain autoencoder. Score: 0 of 2."""


def train_matched(x, prior):
    return plain_autoencoder(x)
