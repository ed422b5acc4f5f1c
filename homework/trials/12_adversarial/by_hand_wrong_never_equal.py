"""Forgets that two independent draws may be equal. Score: 1 of 2."""

best_probabilities = (2 / 3, 1 / 2, 1 / 3)
loss_best = 1.301345
energy_exact = -1
energy_estimate = -1
