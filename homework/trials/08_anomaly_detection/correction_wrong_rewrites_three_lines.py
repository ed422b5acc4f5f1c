"""Changes three lines. Score: 0 of 2."""

correction = {
    7: "half = len(normal) // 2",
    8: "fitting, calibration = normal[half:], normal[:half]",
    9: "pca = PCA(code_dim).fit(fitting)",
}
