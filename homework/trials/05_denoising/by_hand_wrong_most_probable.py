"""Answers the most probable pixel instead of the mean. Score: 0 of 2."""

best_if_black = 0
best_if_white = 1
error_best = 1 / 8
error_nothing = 1 / 8
