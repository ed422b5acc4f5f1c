"""Takes the generator its step. Score: 0 of 2."""

correction = {28: "update(generator, [encoder], 0.0),"}
