"""Standardises with the test day as well. Score: 1 of 2."""

column = np.array([12, 16, 12, 16, 20])
standardised = ((20 - column.mean()) / column.std(), 0)
network_input = (1.5, 0, -1, 0, 1, 0, 1, 0)
charged = 2
guess = 1.2
guess_rmse = 0.8
sigmoid_floor = 5.25
