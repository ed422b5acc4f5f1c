"""Adds the two models' own standard errors, as if the pictures differed. Score: 1 of 2."""


def ahead(log_w_a, log_w_b, k):
    a, b = (
        (special.logsumexp(w.reshape(len(w), -1, k), axis=2) - np.log(k)).mean(axis=1)
        for w in (log_w_a, log_w_b)
    )
    return b.mean() - a.mean(), np.sqrt((a.var() + b.var()) / len(a))
