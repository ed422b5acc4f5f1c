"""Takes exp of the logarithms as they come. Score: 1 of 2."""


def label_posterior(log_w, prior):
    joint = np.exp(log_w).mean(axis=2) * prior
    return joint / joint.sum(axis=1, keepdims=True)
