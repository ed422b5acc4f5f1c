"""Uniform numbers, whose covariance is a third. Score: 0 of 2."""

correction = {6: "v = random.uniform(-1, 1, size=x.shape)"}
