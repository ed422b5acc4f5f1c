"""Divides by n - 1. Score: 0 of 2."""

eigenvalues = (32 / 3, 8 / 3)
error_pca = 8 / 3
copy_of_first = (6, 4)
error_horizontal = 20 / 3
