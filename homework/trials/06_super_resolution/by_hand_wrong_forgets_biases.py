"""Counts weights without biases. Score: 1 of 2."""

small = (0.5, 0.3)
other = (0.5, 0.5, 0.3, 0.3)
best = (0.7, 0.3, 0.4, 0.2)
psnr_best = 16.99
psnr_dimmed = 23.01
parameters = 25 * 8 + 72 * 8 + 72 * 9
