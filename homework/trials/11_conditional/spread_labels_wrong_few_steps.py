"""Starts from zeros, and stops after the lesson's 200 steps. Score: 1 of 2."""


def spread_labels(W, labels, alpha):
    root = 1 / np.sqrt(W.sum(axis=1))
    S = root[:, None] * W * root
    Y = (labels[:, None] == np.arange(10)).astype(float)
    F = np.zeros_like(Y)
    for _ in range(200):
        F = alpha * S @ F + (1 - alpha) * Y
    return F
