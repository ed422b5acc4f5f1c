"""Returns the network as it starts, which is bicubic. Score: 0 of 2."""


def train_enlarger(x, scale, noise=0.0):
    return make_decoder(scale)
