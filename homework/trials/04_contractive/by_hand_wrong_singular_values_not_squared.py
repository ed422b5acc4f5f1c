"""Counts directions from singular values that are not squared. Score: 1 of 2."""

squared_norm = 1.6905
response = 0.352
squared_norm_saturated = 0.3305
directions = 2 / 0.1**2 / ((3 + 1) ** 2 / (3**2 + 1**2))
