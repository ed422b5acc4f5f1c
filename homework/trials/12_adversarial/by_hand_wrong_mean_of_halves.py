"""Averages the two halves of the loss. Score: 1 of 2."""

best_probabilities = (2 / 3, 1 / 2, 1 / 3)
loss_best = 1.301345 / 2
energy_exact = 1
energy_estimate = -1
