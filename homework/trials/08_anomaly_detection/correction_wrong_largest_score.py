"""Finds the error, and takes the largest score to be on the safe side. Score: 1 of 2."""

correction = {9: "pca = PCA(code_dim).fit(fitting)", 17: "threshold = scores[-1]"}
