"""Uses one spread, over all code numbers together. Score: 1 of 2."""


def disturbed_error(encode, decode, x, share, rng):
    z = encode(x)
    noise = share * z.std() * rng.normal(size=z.shape)
    return metrics.squared_error(x, decode(z + noise)).mean()
