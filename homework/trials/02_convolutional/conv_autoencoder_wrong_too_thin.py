"""Saves at the channels until too little is left. Score: 1 of 2."""


def conv_autoencoder(code_dim):
    options = {"strides": 2, "padding": "same", "activation": "relu"}
    x = keras.Input((28, 28, 1))
    h = layers.Conv2D(2, 3, **options)(layers.Conv2D(2, 3, **options)(x))
    encoder = keras.Model(x, layers.Dense(code_dim)(layers.Flatten()(h)))
    z = keras.Input((code_dim,))
    h = layers.Reshape((7, 7, 2))(layers.Dense(7 * 7 * 2, activation="relu")(z))
    h = layers.Conv2DTranspose(2, 3, **options)(h)
    h = layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid")(h)
    return encoder, keras.Model(z, h)
