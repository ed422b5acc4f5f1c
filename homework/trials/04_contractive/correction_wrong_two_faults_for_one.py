"""Right directions, and a new fault in the scale. Score: 0 of 2."""

correction = {6: "v = random.normal(size=x.shape)", 10: "return total / len(x)"}
