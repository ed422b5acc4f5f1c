"""Searches each anomalous score among the sorted normal ones. Score: 2 of 2."""


def auroc(normal_scores, odd_scores):
    ordered = sorted(normal_scores)
    total = 0.0
    for score in odd_scores:
        left = np.searchsorted(ordered, score, side="left")
        right = np.searchsorted(ordered, score, side="right")
        total += (left + right) / 2
    return total / (len(ordered) * len(odd_scores))
