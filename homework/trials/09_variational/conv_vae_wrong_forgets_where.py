"""Averages over all places before the heads, so the code cannot say where. Score: 1 of 2."""


def conv_vae(code_dim):
    options = {"strides": 2, "padding": "same", "activation": "gelu"}
    x = keras.Input((28, 28, 1))
    h = layers.Conv2D(32, 4, **options)(layers.Conv2D(16, 4, **options)(x))
    h = layers.GlobalAveragePooling2D()(h)
    mean, log_variance = layers.Dense(code_dim)(h), layers.Dense(code_dim)(h)
    z = keras.Input((code_dim,))
    h = layers.Reshape((7, 7, 32))(layers.Dense(7 * 7 * 32, activation="gelu")(z))
    h = layers.Conv2DTranspose(16, 4, **options)(h)
    logits = layers.Conv2DTranspose(1, 4, strides=2, padding="same")(h)
    return keras.Model(x, [mean, log_variance]), keras.Model(z, logits)
