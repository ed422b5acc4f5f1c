"""Draws the noise once and adds it to every row. Score: 0 of 2."""


def draw_filling(x, C, rng):
    filled = np.array(x, float)
    z = rng.normal(size=x.shape[1])
    for row in filled:
        o, u = ~np.isnan(row), np.isnan(row)
        weights = C[np.ix_(u, o)] @ np.linalg.inv(C[np.ix_(o, o)])
        around = C[np.ix_(u, u)] - weights @ C[np.ix_(o, u)]
        row[u] = weights @ row[o] + np.linalg.cholesky(around) @ z[u]
    return filled
