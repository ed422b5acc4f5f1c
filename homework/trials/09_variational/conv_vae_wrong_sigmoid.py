"""Ends in a sigmoid, where the loss expects logits. Score: 1 of 2."""


def conv_vae(code_dim):
    options = {"strides": 2, "padding": "same"}
    x = keras.Input((28, 28, 1))
    h = layers.Conv2D(16, 4, activation="gelu", **options)(x)
    h = layers.Flatten()(layers.Conv2D(32, 4, activation="gelu", **options)(h))
    mean, log_variance = layers.Dense(code_dim)(h), layers.Dense(code_dim)(h)
    z = keras.Input((code_dim,))
    h = layers.Reshape((7, 7, 32))(layers.Dense(7 * 7 * 32, activation="gelu")(z))
    h = layers.Conv2DTranspose(16, 4, activation="gelu", **options)(h)
    x_hat = layers.Conv2DTranspose(1, 4, activation="sigmoid", **options)(h)
    return keras.Model(x, [mean, log_variance]), keras.Model(z, x_hat)
