"""Moves the first model of the list only. Score: 0 of 2."""

correction = {7: "movable = models[0].trainable_variables"}
