"""Plain numbers, with a flat row as the other one. Score: 2 of 2."""

small = [0.5, 0.3]
other = [0.5, 0.5, 0.3, 0.3]
best = [0.7, 0.3, 0.4, 0.2]
psnr_best = 17.0
psnr_dimmed = 23.0
parameters = 1_449
