"""By the formulas, in NumPy. Score: 2 of 2."""

soft = np.maximum(np.array([1.5, 0.4, 0.3]) - 0.4, 0)
z_long = (1.5 - 0.8 / 4) / 2
saved = 0.8 * (soft[0] - z_long)
coin = lambda p, q: p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q))
kl = np.array([coin(0.25, 0.25), coin(0.25, 0.5)])
kl_swapped = coin(0.5, 0.25)
