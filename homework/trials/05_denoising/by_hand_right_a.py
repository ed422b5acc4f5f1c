"""Fractions. Score: 2 of 2."""

best_if_black = 1 / 7
best_if_white = 1
error_best = 3 / 28
error_nothing = 1 / 8
