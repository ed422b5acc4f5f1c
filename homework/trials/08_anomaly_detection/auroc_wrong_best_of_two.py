"""Turns an area below one half round. Score: 0 of 2."""


def auroc(normal_scores, odd_scores):
    higher = np.asarray(odd_scores)[:, None] > np.asarray(normal_scores)
    same = np.asarray(odd_scores)[:, None] == np.asarray(normal_scores)
    area = higher.mean() + same.mean() / 2
    return max(area, 1 - area)
