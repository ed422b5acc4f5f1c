"""Takes the threshold from examples that PCA was fitted to. Score: 0 of 2."""

correction = {9: "pca = PCA(code_dim).fit(fitting)", 15: "scores = np.sort(score(fitting))"}
