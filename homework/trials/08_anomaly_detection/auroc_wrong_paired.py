"""Compares the two groups in their order, cut to one length. Score: 0 of 2."""


def auroc(normal_scores, odd_scores):
    n = min(len(normal_scores), len(odd_scores))
    return np.mean(np.asarray(odd_scores)[:n] > np.asarray(normal_scores)[:n])
