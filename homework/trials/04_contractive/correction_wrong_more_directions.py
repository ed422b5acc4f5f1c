"""Averages over many more directions, which costs time. Score: 0 of 2."""

correction = {
    5: "for _ in range(100 * directions):",
    10: "return total / (100 * directions)",
}
