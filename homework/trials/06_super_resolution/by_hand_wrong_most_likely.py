"""Guesses the most likely row instead of the mean. Score: 1 of 2."""

small = (0.5, 0.3)
other = (0.5, 0.5, 0.3, 0.3)
best = (0.9, 0.1, 0.4, 0.2)
psnr_best = 16.99
psnr_dimmed = 23.01
parameters = 1449
