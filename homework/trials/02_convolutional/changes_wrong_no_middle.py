"""Mends the shares, but also takes the lower end of a step for its middle. Score: 1 of 2."""

changes = {
    7: "    counts = np.stack([np.bincount(c, minlength=levels) for c in quantise(z_fit).T]) + 1",
    10: "    return low + index * step, size",
}
