"""Divides by the largest share instead of squaring the shares. Score: 1 of 2."""

weights = (0.2, 0.6)
log_p = np.log(0.4)
bound_1 = (np.log(0.2) + np.log(0.6)) / 2
bound_2 = np.log(0.2) / 4 + np.log(0.6) / 4 + np.log(0.4) / 2
best_q = (0.25, 0.75)
effective = 1 / 0.75
