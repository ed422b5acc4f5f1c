"""Promises half and hopes. Score: 0 of 2."""

correction = {16: "rank = int(np.ceil((len(scores) + 1) * (1 - alpha / 2)))"}
