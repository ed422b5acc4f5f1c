"""Spreads from a start that is not renewed. Score: 0 of 2."""


def spread_labels(W, labels, alpha):
    root = 1 / np.sqrt(W.sum(axis=1))
    S = root[:, None] * W * root
    F = (labels[:, None] == np.arange(10)).astype(float)
    for _ in range(200):
        F = alpha * S @ F
    return F
