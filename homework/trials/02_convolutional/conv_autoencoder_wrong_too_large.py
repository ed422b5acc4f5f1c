"""The lesson's small network with twice the channels. Score: 1 of 2."""


def conv_autoencoder(code_dim):
    options = {"strides": 2, "padding": "same", "activation": "gelu"}
    x = keras.Input((28, 28, 1))
    h = layers.Conv2D(64, 3, **options)(layers.Conv2D(32, 3, **options)(x))
    encoder = keras.Model(x, layers.Dense(code_dim)(layers.Flatten()(h)))
    z = keras.Input((code_dim,))
    h = layers.Reshape((7, 7, 64))(layers.Dense(7 * 7 * 64, activation="gelu")(z))
    h = layers.Conv2DTranspose(32, 4, **options)(h)
    h = layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="sigmoid")(h)
    return encoder, keras.Model(z, h)
