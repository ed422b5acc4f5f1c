"""Takes the variance of x for 1, as if the code were known. Score: 1 of 2."""

reconstruction = 0.5 * np.log(2 * np.pi) + 0.625
kl = 0.5 * (1 / 4 - np.log(1 / 4))
posterior = (1, 0.5)
minus_log_p = 0.5 * np.log(2 * np.pi) + 2
gap = abs(reconstruction + kl - minus_log_p)
