"""Takes the ranges from the new codes as well. Score: 0 of 2."""

changes = {3: "    low, high = z.min(axis=0), z.max(axis=0)"}
