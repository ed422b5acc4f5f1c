"""Encodes with label 0 and decodes as a 1. Score: 1 of 2."""

code_means = (1.5, -0.5)
swapped = 1.5 + 4
gains = (np.log(2 - 2 / (1 + np.exp(-2))), np.log(2 / (1 + np.exp(-2))))
p_one = 1 / (1 + np.exp(-2))
most = np.log(2)
