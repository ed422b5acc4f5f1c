"""Gives a tie nothing. Score: 1 of 2."""


def auroc(normal_scores, odd_scores):
    return np.mean(np.asarray(odd_scores)[:, None] > np.asarray(normal_scores))
