"""Fills the table that it was given. Score: 0 of 2."""


def draw_filling(x, C, rng):
    for row in x:
        o, u = ~np.isnan(row), np.isnan(row)
        weights = C[np.ix_(u, o)] @ np.linalg.inv(C[np.ix_(o, o)])
        around = C[np.ix_(u, u)] - weights @ C[np.ix_(o, u)]
        row[u] = weights @ row[o] + np.linalg.cholesky(around) @ rng.normal(size=u.sum())
    return x
