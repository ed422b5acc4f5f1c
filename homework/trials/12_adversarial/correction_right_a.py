"""Variables of the models, by a nested sum. Score: 2 of 2."""

correction = {7: "movable = sum([model.trainable_variables for model in models], [])"}
