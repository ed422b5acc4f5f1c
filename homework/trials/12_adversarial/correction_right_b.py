"""A tape that watches only what it is told. Score: 2 of 2."""

correction = {
    5: "with tf.GradientTape(watch_accessed_variables=False) as tape:",
    6: "value = [tape.watch(v.value) for m in models for v in m.trainable_variables] and loss()",
}
