"""Forgets the half of the KL, but knows the gap as a KL to the posterior. Score: 1 of 2."""

reconstruction = 0.5 * np.log(2 * np.pi) + 0.625
kl = 1 / 4 - np.log(1 / 4)
posterior = (1, 0.5)
minus_log_p = 0.5 * np.log(4 * np.pi) + 1
gap = 0.5 * (0.5 - 1 - np.log(0.5))
