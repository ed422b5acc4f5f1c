"""Multiplies squared weights by slopes that are not squared. Score: 0 of 2."""

squared_norm = 0.25 * 25 + 0.16 * 5
response = 0.352
squared_norm_saturated = 0.09 * 25 + 0.16 * 5
directions = 164
