"""Lists all networks for each player. Score: 0 of 2."""

correction = {
    7: "movable = [v for m in (encoder, decoder, judge) for v in m.trainable_variables]",
    8: "slopes = [0.0 if s is None else s for s in tape.gradient(value, movable)]",
}
