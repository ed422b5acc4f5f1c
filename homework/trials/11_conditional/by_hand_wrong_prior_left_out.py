"""Takes the picture for the code, without the prior's pull. Score: 1 of 2."""

code_means = (3, -1)
swapped = -1
gains = (np.log(2 - 2 / (1 + np.exp(-2))), np.log(2 / (1 + np.exp(-2))))
p_one = 1 / (1 + np.exp(-2))
most = np.log(2)
