"""Fits PCA to the part for fitting. Score: 2 of 2."""

correction = {9: "pca = PCA(code_dim).fit(fitting)"}
