"""Ranks, the mean one for ties (Mann and Whitney). Score: 2 of 2."""

from scipy.stats import rankdata


def auroc(normal_scores, odd_scores):
    n, m = len(normal_scores), len(odd_scores)
    ranks = rankdata(np.concatenate([normal_scores, odd_scores]))
    return (ranks[n:].sum() - m * (m + 1) / 2) / (n * m)
