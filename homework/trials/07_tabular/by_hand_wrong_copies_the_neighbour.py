"""Guesses the first column's own value, and forgets the values above 1. Score: 1 of 2."""

standardised = (3, 0)
network_input = (1.5, 0, -1, 0, 1, 0, 1, 0)
charged = 2
guess = 2
guess_rmse = 1
sigmoid_floor = 5
