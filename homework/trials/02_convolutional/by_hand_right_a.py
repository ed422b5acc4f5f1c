"""Plain numbers. Score: 2 of 2."""

shapes = ((14, 14, 8), (7, 7, 16), (14, 14, 8), (28, 28, 1))
parameters = (208, 1168, 7850, 8624, 2056, 129)
field = 9
stamps = [4, 9]
bits = 7 / 4
