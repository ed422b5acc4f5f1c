"""Gives each point the mean of the batch, which still scatters. Score: 0 of 2."""

correction = {10: "return np.full(len(x), total.mean() / directions)"}
