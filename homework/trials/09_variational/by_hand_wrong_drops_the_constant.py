"""Squared errors instead of densities: drops log(2 pi). Score: 0 of 2."""

reconstruction = 0.625
kl = 0.5 * (1 / 4 - np.log(1 / 4))
posterior = (1, 0.5)
minus_log_p = 1 + 0.5 * np.log(2)
gap = reconstruction + kl - minus_log_p
