"""Leaves the tie out of the pairs. Score: 1 of 2."""

threshold_20 = 9
p_of_7 = 0.4
fewest = 99
area = 4 / 6
precision = 0.1538
