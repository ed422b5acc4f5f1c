"""Directions of length one, without the factor d. Score: 0 of 2."""

correction = {
    5: "for u in random.normal(size=(directions, *x.shape)):",
    6: "v = u / np.linalg.norm(u, axis=1, keepdims=True)",
}
