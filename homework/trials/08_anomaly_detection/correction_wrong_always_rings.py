"""Always raises an alarm. Score: 0 of 2."""

correction = {17: "threshold = -np.inf"}
