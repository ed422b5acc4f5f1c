"""Rewrites three lines where one was wrong. Score: 0 of 2."""

changes = {
    6: "    index, known = quantise(z), quantise(z_fit)",
    7: "    counts = np.stack([np.bincount(c, minlength=levels) for c in known.T]) + 1",
    8: "    shares = counts / len(known)",
}
