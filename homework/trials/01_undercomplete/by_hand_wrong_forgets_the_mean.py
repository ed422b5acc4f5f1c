"""Projects on a line through the origin. Score: 1 of 2."""

eigenvalues = (8, 2)
error_pca = 2
copy_of_first = (5, 5)
error_horizontal = 5
