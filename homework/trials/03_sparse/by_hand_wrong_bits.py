"""Computes in bits. Score: 1 of 2."""

soft = (1.1, 0.0, 0.0)
z_long = 0.65
saved = 0.36
kl = (0.0, 0.1887)
kl_swapped = 0.2075
