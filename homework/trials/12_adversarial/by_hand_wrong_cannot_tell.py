"""Takes 2 log 2, the loss of a discriminator that cannot tell. Score: 1 of 2."""

best_probabilities = (1 / 2, 1 / 2, 1 / 2)
loss_best = 2 * np.log(2)
energy_exact = 1
energy_estimate = -1
