"""Shapes without padding, stamps along one direction only. Score: 0 of 2."""

shapes = [(12, 12, 8), (5, 5, 16), (14, 14, 8), (28, 28, 1)]
parameters = [208, 1168, 7850, 8624, 2056, 129]
field = 9
stamps = (2, 3)
bits = 1.75
