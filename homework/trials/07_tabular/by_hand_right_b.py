"""Computed by NumPy, in arrays. Score: 2 of 2."""

column = np.array([12, 16, np.nan, 12, 16])
standardised = np.nan_to_num((np.array([20, np.nan]) - np.nanmean(column)) / np.nanstd(column))
row, mask = np.array([1.5, 0.0, -1.0, 0.5]), np.array([1, 0, 1, 1])
seen = mask * [1, 1, 1, 0]
network_input = np.concatenate([row * seen, seen])
charged = np.sum(mask * (row - np.array([0.5, 2, -1, 1.5])) ** 2)
guess = 0.6 / 1.0 * 2
guess_rmse = np.sqrt(1 - 0.6 * 0.6)
target = np.array([-2, 0.5, 1.5, -1])
sigmoid_floor = np.sum((target - np.clip(target, 0, 1)) ** 2)
