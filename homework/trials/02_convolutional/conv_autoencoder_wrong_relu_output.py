"""Ends in a ReLU and starts from one as code, so that parts die. Score: 1 of 2."""


def conv_autoencoder(code_dim):
    options = {"strides": 2, "padding": "same", "activation": "relu"}
    x = keras.Input((28, 28, 1))
    h = layers.Conv2D(16, 3, **options)(layers.Conv2D(8, 3, **options)(x))
    encoder = keras.Model(x, layers.Dense(code_dim, activation="relu")(layers.Flatten()(h)))
    z = keras.Input((code_dim,))
    h = layers.Reshape((7, 7, 16))(layers.Dense(7 * 7 * 16, activation="relu")(z))
    h = layers.Conv2DTranspose(8, 4, **options)(h)
    h = layers.Conv2DTranspose(1, 4, **options)(h)
    return encoder, keras.Model(z, h)
