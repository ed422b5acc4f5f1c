"""Gives the squared length of the response. Score: 1 of 2."""

squared_norm = 1.6905
response = 0.352**2
squared_norm_saturated = 0.3305
directions = 164
