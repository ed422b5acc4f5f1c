"""Sets the relative variance, not the deviation, to 10 %. Score: 1 of 2."""

squared_norm = 1.6905
response = 0.352
squared_norm_saturated = 0.3305
directions = 2 / 0.1 * 82 / 100
