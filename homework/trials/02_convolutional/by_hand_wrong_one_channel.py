"""Lets each filter look at one channel only, forgets the strides. Score: 0 of 2."""

shapes = [(14, 14, 8), (7, 7, 16), (14, 14, 8), (28, 28, 1)]
parameters = [208, 160, 7850, 8624, 136, 17]
field = 7
stamps = (4, 9)
bits = 1.75
