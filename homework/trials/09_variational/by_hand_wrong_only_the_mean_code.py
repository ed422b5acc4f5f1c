"""Computes the reconstruction at the mean of q only. Score: 0 of 2."""

reconstruction = 0.5 * np.log(2 * np.pi) + 0.5
kl = 0.5 * (1 / 4 - np.log(1 / 4))
posterior = (1, 0.5)
minus_log_p = 0.5 * np.log(4 * np.pi) + 1
gap = reconstruction + kl - minus_log_p
