"""Gives the error of the pixels seen black, not of all. Score: 1 of 2."""

best_if_black = 1 / 7
best_if_white = 1
error_best = 6 / 49
error_nothing = 1 / 8
