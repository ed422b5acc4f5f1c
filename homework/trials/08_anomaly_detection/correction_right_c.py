"""Names the rows instead of the part. Score: 2 of 2."""

correction = {9: "pca = PCA(n_components=code_dim).fit(normal[:half])"}
