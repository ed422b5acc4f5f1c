"""Takes the variance of x given y for 1, as if the code were known. Score: 1 of 2."""

code_means = (1.5, -0.5)
swapped = -0.5
gains = (np.log(2 - 2 / (1 + np.exp(-4))), np.log(2 / (1 + np.exp(-4))))
p_one = 1 / (1 + np.exp(-4))
most = np.log(2)
