"""A normal direction for each point. Score: 2 of 2."""

correction = {6: "v = random.standard_normal((len(x), x.shape[1]))"}
