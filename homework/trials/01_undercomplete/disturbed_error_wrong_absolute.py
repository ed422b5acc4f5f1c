"""Takes share for the standard deviation itself. Score: 0 of 2."""


def disturbed_error(encode, decode, x, share, rng):
    z = encode(x)
    return metrics.squared_error(x, decode(z + share * rng.normal(size=z.shape))).mean()
