"""Leaves the variance out: the squared error alone. Score: 0 of 2."""


def cloud_terms(x, mean, log_variance, epsilon, decode, variance=None):
    z = mean + ops.exp(0.5 * log_variance) * epsilon
    reconstruction = ops.sum(ops.square(x - decode(z)), axis=1)
    kl = 0.5 * ops.sum(ops.exp(log_variance) + ops.square(mean) - 1 - log_variance, axis=1)
    return reconstruction, kl
