"""Averages the KL over codes, which one code does not show. Score: 1 of 2."""


def cloud_terms(x, mean, log_variance, epsilon, decode, variance=None):
    z = mean + ops.exp(0.5 * log_variance) * epsilon
    error = ops.sum(ops.square(x - decode(z)), axis=1)
    d = x.shape[1]
    if variance is None:
        variance = ops.mean(error) / d
    reconstruction = 0.5 * (d * ops.log(2 * np.pi * variance) + error / variance)
    kl = 0.5 * ops.mean(ops.exp(log_variance) + ops.square(mean) - 1 - log_variance, axis=1)
    return reconstruction, kl
