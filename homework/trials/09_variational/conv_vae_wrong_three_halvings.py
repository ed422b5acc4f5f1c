"""Halves three times and doubles three times, to 32 pixels. Score: 0 of 2."""


def conv_vae(code_dim):
    options = {"strides": 2, "padding": "same", "activation": "gelu"}
    x = h = keras.Input((28, 28, 1))
    for filters in (8, 16, 32):
        h = layers.Conv2D(filters, 4, **options)(h)
    h = layers.Flatten()(h)
    encoder = keras.Model(x, [layers.Dense(code_dim)(h), layers.Dense(code_dim)(h)])
    z = keras.Input((code_dim,))
    h = layers.Reshape((4, 4, 32))(layers.Dense(512, activation="gelu")(z))
    for filters in (16, 8):
        h = layers.Conv2DTranspose(filters, 4, **options)(h)
    h = layers.Conv2DTranspose(1, 4, strides=2, padding="same")(h)
    return encoder, keras.Model(z, h)
