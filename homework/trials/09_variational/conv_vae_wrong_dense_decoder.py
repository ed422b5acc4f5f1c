"""Convolves in the encoder only; the decoder is a narrow dense one. Score: 1 of 2."""


def conv_vae(code_dim):
    options = {"strides": 2, "padding": "same", "activation": "gelu"}
    x = keras.Input((28, 28, 1))
    h = layers.Flatten()(layers.Conv2D(16, 4, **options)(layers.Conv2D(8, 4, **options)(x)))
    mean, log_variance = layers.Dense(code_dim)(h), layers.Dense(code_dim)(h)
    z = keras.Input((code_dim,))
    h = layers.Dense(784)(layers.Dense(48, activation="gelu")(z))
    return keras.Model(x, [mean, log_variance]), keras.Model(z, layers.Reshape((28, 28, 1))(h))
