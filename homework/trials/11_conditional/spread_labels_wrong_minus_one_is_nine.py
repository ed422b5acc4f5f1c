"""Lets the label -1 count from the end: everybody is a nine. Score: 0 of 2."""


def spread_labels(W, labels, alpha):
    root = 1 / np.sqrt(W.sum(axis=1))
    S = root[:, None] * W * root
    Y = np.eye(10)[labels]
    return (1 - alpha) * np.linalg.solve(np.eye(len(W)) - alpha * S, Y)
