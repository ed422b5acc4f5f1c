"""Fits to one part and takes the other for calibration, the other way round. Score: 2 of 2."""

correction = {9: "pca = PCA(code_dim).fit(calibration)", 15: "scores = np.sort(score(fitting))"}
