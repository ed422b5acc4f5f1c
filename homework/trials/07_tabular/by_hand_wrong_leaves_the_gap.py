"""Leaves the gap a gap. Score: 1 of 2."""

standardised = (3, np.nan)
network_input = (1.5, np.nan, -1, 0, 1, 0, 1, 0)
charged = 2
guess = 1.2
guess_rmse = 0.8
sigmoid_floor = 5.25
