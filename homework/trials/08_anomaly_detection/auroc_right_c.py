"""The area under the curve, by trapezoids over all thresholds. Score: 2 of 2."""


def auroc(normal_scores, odd_scores):
    limits = np.unique(np.concatenate([normal_scores, odd_scores]))[::-1]
    false = np.array([0, *((normal_scores >= t).mean() for t in limits)])
    recall = np.array([0, *((odd_scores >= t).mean() for t in limits)])
    return np.sum(np.diff(false) * (recall[1:] + recall[:-1]) / 2)
