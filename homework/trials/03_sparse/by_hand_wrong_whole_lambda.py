"""Lowers by lambda instead of half of it. Score: 1 of 2."""

soft = (0.7, 0.0, 0.0)
z_long = 0.55
saved = 0.12
kl = (0.0, 0.1308)
kl_swapped = 0.1438
