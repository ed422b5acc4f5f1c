"""Computed from a table of probabilities, in arrays. Score: 2 of 2."""

joint = np.array([[3 / 4, 0], [1 / 8, 1 / 8]])  # rows: clean black, white; columns: seen
best_if_black, best_if_white = joint[1] / joint.sum(axis=0)
best = np.array([best_if_black, best_if_white])
clean = np.array([[0.0], [1.0]])
error_best = np.sum(joint * (clean - best) ** 2)
error_nothing = np.sum(joint * (clean - [0, 1]) ** 2)
