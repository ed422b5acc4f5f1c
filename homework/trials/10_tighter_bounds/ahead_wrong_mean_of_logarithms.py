"""Averages the log weights, which is L_1 for every k. Score: 1 of 2."""


def ahead(log_w_a, log_w_b, k):
    difference = log_w_b.mean(axis=1) - log_w_a.mean(axis=1)
    return difference.mean(), difference.std() / np.sqrt(len(difference))
