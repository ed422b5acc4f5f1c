"""By the formulas of the lesson, in arrays. Score: 2 of 2."""

shapes = np.array([[14, 14, 8], [7, 7, 16], [14, 14, 8], [28, 28, 1]])
weights = np.array([5 * 5 * 1 * 8, 3 * 3 * 8 * 16, 784 * 10, 10 * 784, 4 * 4 * 16 * 8, 4 * 4 * 8])
parameters = np.add(weights, [8, 16, 10, 784, 8, 1])
width, jump = 1, 1
for kernel in (5, 3):
    width, jump = width + (kernel - 1) * jump, 2 * jump
field = width
stamps = np.array([2, 3]) ** 2
shares = np.array([0.5, 0.25, 0.125, 0.125])
bits = -(shares * np.log2(shares)).sum()
