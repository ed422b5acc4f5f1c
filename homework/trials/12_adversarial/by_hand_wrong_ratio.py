"""Gives the ratio of the densities as a probability. Score: 1 of 2."""

best_probabilities = (2, 1, 1 / 2)
loss_best = 1.301345
energy_exact = 1
energy_estimate = -1
