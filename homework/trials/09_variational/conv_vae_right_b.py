"""Pooling in the encoder, a cropped decoder, heads that start at zero. Score: 2 of 2."""


def conv_vae(code_dim):
    x = keras.Input((28, 28, 1))
    h = layers.Conv2D(16, 5, padding="same", activation="gelu")(x)
    h = layers.AveragePooling2D(2)(h)
    h = layers.Conv2D(32, 3, padding="same", activation="gelu")(h)
    h = layers.MaxPooling2D()(h)
    h = layers.Flatten()(h)
    start = dict(kernel_initializer="zeros")
    encoder = keras.Model(x, (layers.Dense(code_dim)(h), layers.Dense(code_dim, **start)(h)))

    z = keras.Input((code_dim,))
    h = layers.Dense(8 * 8 * 24, activation="gelu")(z)
    h = layers.Reshape((8, 8, 24))(h)
    h = layers.Conv2DTranspose(16, 4, strides=2, padding="same", activation="gelu")(h)
    h = layers.Conv2DTranspose(1, 4, strides=2, padding="same")(h)
    return encoder, keras.Model(z, layers.Cropping2D(2)(h))
