"""Takes log p(x) for the mean of the logarithms. Score: 1 of 2."""

code_means = (1.5, -0.5)
swapped = -0.5
gains = (-1, 1)
p_one = 1 / (1 + np.exp(-2))
most = np.log(2)
