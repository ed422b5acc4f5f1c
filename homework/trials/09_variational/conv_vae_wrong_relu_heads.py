"""Puts a ReLU on mean and log variance. Score: 1 of 2."""


def conv_vae(code_dim):
    options = {"strides": 2, "padding": "same", "activation": "relu"}
    x = keras.Input((28, 28, 1))
    h = layers.Flatten()(layers.Conv2D(32, 4, **options)(layers.Conv2D(16, 4, **options)(x)))
    mean = layers.Dense(code_dim, activation="relu")(h)
    log_variance = layers.Dense(code_dim, activation="relu")(h)
    z = keras.Input((code_dim,))
    h = layers.Reshape((7, 7, 32))(layers.Dense(7 * 7 * 32, activation="relu")(z))
    h = layers.Conv2DTranspose(16, 4, **options)(h)
    logits = layers.Conv2DTranspose(1, 4, strides=2, padding="same")(h)
    return keras.Model(x, [mean, log_variance]), keras.Model(z, logits)
