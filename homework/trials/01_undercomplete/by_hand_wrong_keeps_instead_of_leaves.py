"""Takes the variance that PCA keeps for the one it leaves. Score: 1 of 2."""

eigenvalues = (8, 2)
error_pca = 8
copy_of_first = (6, 4)
error_horizontal = 5
