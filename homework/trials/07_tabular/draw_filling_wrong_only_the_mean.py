"""Fills in the best guess, as in the lesson. Score: 0 of 2."""


def draw_filling(x, C, rng):
    filled = np.array(x, float)
    for row in filled:
        o, u = ~np.isnan(row), np.isnan(row)
        row[u] = C[np.ix_(u, o)] @ np.linalg.solve(C[np.ix_(o, o)], row[o])
    return filled
