"""Random signs for each point. Score: 2 of 2."""

correction = {6: "v = random.choice([-1.0, 1.0], size=x.shape)"}
