"""Gives a brighter row, which shrinks to brighter pixels. Score: 1 of 2."""

small = (0.5, 0.3)
other = (1.0, 0.2, 0.5, 0.3)
best = (0.7, 0.3, 0.4, 0.2)
psnr_best = 16.99
psnr_dimmed = 23.01
parameters = 1449
