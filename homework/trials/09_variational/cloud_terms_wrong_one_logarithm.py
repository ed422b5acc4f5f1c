"""Counts log(2 pi s^2) once instead of once for each pixel. Score: 0 of 2."""


def cloud_terms(x, mean, log_variance, epsilon, decode, variance=None):
    z = mean + ops.exp(0.5 * log_variance) * epsilon
    error = ops.sum(ops.square(x - decode(z)), axis=1)
    if variance is None:
        variance = ops.mean(error) / x.shape[1]
    reconstruction = 0.5 * (ops.log(2 * np.pi * variance) + error / variance)
    kl = 0.5 * ops.sum(ops.exp(log_variance) + ops.square(mean) - 1 - log_variance, axis=1)
    return reconstruction, kl
