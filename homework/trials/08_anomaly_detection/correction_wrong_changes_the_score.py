"""Repairs the sum, which was right. Score: 0 of 2."""

correction = {13: "return np.mean((x - x_hat) ** 2, axis=1)"}
