"""Forgets the prior in the weights. Score: 1 of 2."""

weights = (0.4, 1.2)
log_p = np.log(0.4)
bound_1 = np.log(0.4) / 2 + np.log(1.2) / 2
bound_2 = np.log(0.4) / 4 + np.log(1.2) / 4 + np.log(0.8) / 2
best_q = (0.25, 0.75)
effective = 1.6
