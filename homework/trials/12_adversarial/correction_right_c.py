"""Keeps of the watched variables those of the models. Score: 2 of 2."""

correction = {
    6: "value, own = loss(), {id(v.value) for m in models for v in m.trainable_variables}",
    7: "movable = [v for v in tape.watched_variables() if id(v) in own]",
}
