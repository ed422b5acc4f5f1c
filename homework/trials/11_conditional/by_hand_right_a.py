"""Plain numbers with three decimals. Score: 2 of 2."""

code_means = (1.5, -0.5)
swapped = -0.5
gains = (-1.434, 0.566)
p_one = 0.881
most = 0.693
