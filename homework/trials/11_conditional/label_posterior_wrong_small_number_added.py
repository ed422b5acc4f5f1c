"""Adds a small number against division by zero. Score: 1 of 2."""


def label_posterior(log_w, prior):
    joint = np.exp(log_w).mean(axis=2) * prior + 1e-12
    return joint / joint.sum(axis=1, keepdims=True)
