"""Takes an interpolated quantile. Score: 1 of 2."""

threshold_20 = np.quantile([3, 7, 1, 9, 4, 12, 6, 2, 5], 0.8)
p_of_7 = 0.4
fewest = 99
area = 0.75
precision = 0.1538
