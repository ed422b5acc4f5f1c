"""Takes the variance around the guess for a standard deviation. Score: 0 of 2."""


def draw_filling(x, C, rng):
    filled = np.array(x, float)
    for row in filled:
        o, u = ~np.isnan(row), np.isnan(row)
        weights = C[np.ix_(u, o)] @ np.linalg.inv(C[np.ix_(o, o)])
        around = C[np.ix_(u, u)] - weights @ C[np.ix_(o, u)]
        row[u] = weights @ row[o] + around @ rng.normal(size=u.sum())
    return filled
