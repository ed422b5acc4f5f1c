"""Two lines: counts first, and the index of the new codes afterwards. Score: 2 of 2."""

changes = {
    6: "    index = quantise(z_fit)",
    8: "    shares, index = counts / counts.sum(axis=1, keepdims=True), quantise(z)",
}
