"""Computed by NumPy, the pairs swapped for the other row. Score: 2 of 2."""

x, y = np.array([0.9, 0.1, 0.4, 0.2]), np.array([0.1, 0.9, 0.4, 0.2])
small = x.reshape(2, 2).mean(axis=1)
other = x[[0, 1, 3, 2]]
best = 0.75 * x + 0.25 * y
psnr_best = metrics.psnr(x[None], best[None])[0]
psnr_dimmed = psnr_best + 20 * np.log10(2)
parameters = 26 * 8 + 73 * 8 + 73 * 9
