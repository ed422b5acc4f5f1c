"""Stops the gradient in the discriminator alone. Score: 0 of 2."""

correction = {19: "real, made = judge(drawn), judge(tf.stop_gradient(encoder(x)))"}
