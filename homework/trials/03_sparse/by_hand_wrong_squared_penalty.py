"""Shrinks as a squared penalty would. Score: 1 of 2."""

soft = (1.5 / 1.8, 0.4 / 1.8, 0.3 / 1.8)
z_long = 0.65
saved = 0.36
kl = (0.0, 0.1308)
kl_swapped = 0.1438
