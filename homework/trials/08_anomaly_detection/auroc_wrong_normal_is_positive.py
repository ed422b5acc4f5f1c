"""Counts normal as positive. Score: 0 of 2."""


def auroc(normal_scores, odd_scores):
    normal, odd = np.asarray(normal_scores)[:, None], np.asarray(odd_scores)
    return (normal > odd).mean() + (normal == odd).mean() / 2
