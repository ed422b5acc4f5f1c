"""One random number for each point, the same in all pixels. Score: 0 of 2."""

correction = {6: "v = random.normal(size=(len(x), 1))"}
