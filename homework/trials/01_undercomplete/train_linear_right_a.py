"""Keras's own compile and fit, mean squared error. Score: 2 of 2."""


def train_linear(x, code_dim):
    pictures, z = keras.Input((x.shape[1],)), keras.Input((code_dim,))
    encoder = keras.Model(pictures, layers.Dense(code_dim)(pictures))
    decoder = keras.Model(z, layers.Dense(x.shape[1])(z))
    autoencoder = keras.Model(pictures, decoder(encoder(pictures)))
    rate = keras.optimizers.schedules.CosineDecay(1e-2, 60 * -(-len(x) // 64))
    autoencoder.compile(keras.optimizers.Adam(rate), loss="mse")
    autoencoder.fit(x, x, epochs=60, batch_size=64, verbose=0)
    return encoder, decoder
