"""Counts among nine scores, without the new beat. Score: 1 of 2."""

threshold_20 = 9
p_of_7 = 3 / 9
fewest = 100
area = 0.75
precision = 0.1538
