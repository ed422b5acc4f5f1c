"""Plain numbers with three decimals. Score: 2 of 2."""

reconstruction = 1.544
kl = 0.818
posterior = (1, 0.5)
minus_log_p = 2.266
gap = 0.097
