"""Divides by the number of neighbours of the row alone. Score: 1 of 2."""


def spread_labels(W, labels, alpha):
    S = W / W.sum(axis=1, keepdims=True)
    Y = (labels[:, None] == np.arange(10)).astype(float)
    return (1 - alpha) * np.linalg.solve(np.eye(len(W)) - alpha * S, Y)
