"""Plain numbers. Score: 2 of 2."""

eigenvalues = (8, 2)
error_pca = 2
copy_of_first = (6, 4)
error_horizontal = 5
