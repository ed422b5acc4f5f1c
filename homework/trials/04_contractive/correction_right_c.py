"""Directions of length sqrt(d). Score: 2 of 2."""

correction = {
    5: "for u in random.normal(size=(directions, *x.shape)):",
    6: "v = u * np.sqrt(x.shape[1]) / np.linalg.norm(u, axis=1, keepdims=True)",
}
