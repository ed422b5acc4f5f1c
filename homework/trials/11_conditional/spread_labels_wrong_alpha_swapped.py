"""Swaps the shares of neighbours and labels. Score: 0 of 2."""


def spread_labels(W, labels, alpha):
    root = 1 / np.sqrt(W.sum(axis=1))
    S = root[:, None] * W * root
    Y = (labels[:, None] == np.arange(10)).astype(float)
    return alpha * np.linalg.solve(np.eye(len(W)) - (1 - alpha) * S, Y)
