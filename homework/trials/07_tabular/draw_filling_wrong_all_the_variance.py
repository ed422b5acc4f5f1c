"""Adds noise with the columns' whole covariance. Score: 0 of 2."""


def draw_filling(x, C, rng):
    filled = np.array(x, float)
    for row in filled:
        o, u = ~np.isnan(row), np.isnan(row)
        if u.any():
            mean = C[np.ix_(u, o)] @ np.linalg.solve(C[np.ix_(o, o)], row[o])
            row[u] = rng.multivariate_normal(mean, C[np.ix_(u, u)])
    return filled
