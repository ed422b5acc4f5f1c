"""Takes 5 % false alarms for 5 % of the alarms. Score: 1 of 2."""

threshold_20 = 9
p_of_7 = 0.4
fewest = 99
area = 0.75
precision = 0.95
