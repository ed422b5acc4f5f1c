"""Forgets the biases. Score: 1 of 2."""

shapes = [(14, 14, 8), (7, 7, 16), (14, 14, 8), (28, 28, 1)]
parameters = [200, 1152, 7840, 7840, 2048, 128]
field = 9
stamps = (4, 9)
bits = 1.75
