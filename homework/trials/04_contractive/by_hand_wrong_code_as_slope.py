"""Takes the codes themselves as slopes. Score: 0 of 2."""

squared_norm = 0.5**2 * 25 + 0.2**2 * 5
response = 0.2 * 2.2
squared_norm_saturated = 0.9**2 * 25 + 0.2**2 * 5
directions = 164
