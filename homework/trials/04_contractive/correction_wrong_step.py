"""Changes the step of the differences. Score: 0 of 2."""

correction = {8: "squares = np.square(change / step)"}
