"""Keeps the value when the atom is longer. Score: 1 of 2."""

soft = (1.1, 0.0, 0.0)
z_long = 1.1
saved = 0.0
kl = (0.0, 0.1308)
kl_swapped = 0.1438
