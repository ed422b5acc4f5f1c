"""Counts scores that are smaller, and takes recall for precision. Score: 0 of 2."""

threshold_20 = 9
p_of_7 = 0.2
fewest = 99
area = 0.75
precision = 0.9
