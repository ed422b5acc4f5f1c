"""Charges the gap too, and takes a variance for its root. Score: 0 of 2."""

standardised = (3, 0)
network_input = (1.5, 0, -1, 0, 1, 0, 1, 0)
charged = 6
guess = 1.2
guess_rmse = 0.64
sigmoid_floor = 5.25
