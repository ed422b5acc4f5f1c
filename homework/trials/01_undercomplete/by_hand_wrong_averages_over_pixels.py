"""Averages over pixels instead of summing. Score: 0 of 2."""

eigenvalues = (8, 2)
error_pca = 1
copy_of_first = (6, 4)
error_horizontal = 2.5
