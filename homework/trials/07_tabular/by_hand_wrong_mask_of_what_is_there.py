"""Gives the mask of what is there, not of what is seen. Score: 1 of 2."""

standardised = (3, 0)
network_input = (1.5, 0, -1, 0, 1, 0, 1, 1)
charged = 2
guess = 1.2
guess_rmse = 0.8
sigmoid_floor = 5.25
