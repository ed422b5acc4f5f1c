"""Answers the share of white pixels and forgets what is seen. Score: 0 of 2."""

best_if_black = 1 / 4
best_if_white = 1 / 4
error_best = 3 / 16
error_nothing = 1 / 8
