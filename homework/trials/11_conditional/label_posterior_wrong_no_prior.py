"""Takes the labels for equally frequent. Score: 0 of 2."""


def label_posterior(log_w, prior):
    return special.softmax(special.logsumexp(log_w, axis=2), axis=1)
