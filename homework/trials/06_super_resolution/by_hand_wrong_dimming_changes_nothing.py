"""Believes that the PSNR follows the range of the picture. Score: 1 of 2."""

small = (0.5, 0.3)
other = (0.5, 0.5, 0.3, 0.3)
best = (0.7, 0.3, 0.4, 0.2)
psnr_best = 16.99
psnr_dimmed = 16.99
parameters = 1449
