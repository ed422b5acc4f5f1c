"""Goes uphill. Score: 0 of 2."""

correction = {10: "variable.assign_add(rate * slope)"}
