"""Asks the neighbours once. Score: 0 of 2."""


def spread_labels(W, labels, alpha):
    root = 1 / np.sqrt(W.sum(axis=1))
    S = root[:, None] * W * root
    Y = (labels[:, None] == np.arange(10)).astype(float)
    return alpha * S @ Y + (1 - alpha) * Y
