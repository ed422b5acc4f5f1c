"""Pooling, a linear output, a crop from 32 pixels. Score: 2 of 2."""


def conv_autoencoder(code_dim):
    x = h = keras.Input((28, 28, 1))
    for filters in (16, 24):
        h = layers.Conv2D(filters, 3, padding="same", activation="gelu")(h)
        h = layers.MaxPooling2D(2)(h)
    encoder = keras.Model(x, layers.Dense(code_dim)(layers.Flatten()(h)))
    z = keras.Input((code_dim,))
    h = layers.Reshape((8, 8, 20))(layers.Dense(8 * 8 * 20, activation="gelu")(z))
    h = layers.Conv2DTranspose(16, 4, strides=2, padding="same", activation="gelu")(h)
    h = layers.Conv2DTranspose(1, 4, strides=2, padding="same")(h)
    return encoder, keras.Model(z, layers.Cropping2D(2)(h))
