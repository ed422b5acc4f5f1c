"""Takes each label's own largest weight off, and forgets it. Score: 0 of 2."""


def label_posterior(log_w, prior):
    weight = np.exp(log_w - log_w.max(axis=2, keepdims=True))
    joint = weight.mean(axis=2) * prior
    return joint / joint.sum(axis=1, keepdims=True)
