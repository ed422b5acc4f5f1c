"""Computed by NumPy and scikit-learn. Score: 2 of 2."""

scores = np.sort([3, 7, 1, 9, 4, 12, 6, 2, 5])
threshold_20 = scores[int(np.ceil(10 * 0.8)) - 1]
p_of_7 = (1 + (scores >= 7).sum()) / 10
fewest = 1
while np.ceil(round((fewest + 1) * 0.99, 6)) > fewest:
    fewest += 1
area = roc_auc_score([0, 0, 0, 1, 1], [2, 5, 8, 5, 10])
precision = 9 / (9 + 0.05 * 990)
