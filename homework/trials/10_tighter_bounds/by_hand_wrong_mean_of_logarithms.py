"""Takes the mean of the logarithms in L_2 as well, and the best q for one code. Score: 0 of 2."""

weights = (0.2, 0.6)
log_p = np.log(0.4)
bound_1 = (np.log(0.2) + np.log(0.6)) / 2
bound_2 = bound_1
best_q = (0, 1)
effective = 1.6
