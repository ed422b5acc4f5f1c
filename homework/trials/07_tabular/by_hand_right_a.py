"""Plain numbers. Score: 2 of 2."""

standardised = (3, 0)
network_input = (1.5, 0, -1, 0, 1, 0, 1, 0)
charged = 2
guess = 1.2
guess_rmse = 0.8
sigmoid_floor = 5.25
