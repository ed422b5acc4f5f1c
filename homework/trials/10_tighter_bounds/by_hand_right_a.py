"""Plain numbers with three decimals. Score: 2 of 2."""

weights = [0.2, 0.6]
log_p = -0.916
bound_1 = -1.060
bound_2 = -0.988
best_q = [0.25, 0.75]
effective = 1.6
