"""Takes share times the spread for a variance. Score: 0 of 2."""


def disturbed_error(encode, decode, x, share, rng):
    z = encode(x)
    noise = np.sqrt(share * z.std(axis=0)) * rng.normal(size=z.shape)
    return metrics.squared_error(x, decode(z + noise)).mean()
