"""Counts the distance between the sets once. Score: 1 of 2."""

best_probabilities = (2 / 3, 1 / 2, 1 / 3)
loss_best = 1.301345
energy_exact = 1.5 - 1 - 1
energy_estimate = 1.5 - 2 - 2
