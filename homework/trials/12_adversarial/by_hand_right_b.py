"""Computed from tables of probabilities. Score: 2 of 2."""

p, q = np.array([2, 1, 1]) / 4, np.array([1, 1, 2]) / 4
best_probabilities = p / (p + q)
mixed = (p + q) / 2
divergence = (p @ np.log(p / mixed) + q @ np.log(q / mixed)) / 2
loss_best = 2 * np.log(2) - 2 * divergence
a, b = np.array([[0.0], [2.0]]), np.array([[1.0], [3.0]])
between, within_a, within_b = (np.abs(s - t.T) for s, t in ((a, b), (a, a), (b, b)))
energy_exact = 2 * between.mean() - within_a.mean() - within_b.mean()
energy_estimate = 2 * between.mean() - within_a.sum() / 2 - within_b.sum() / 2
