"""TopK in a layer, Keras's compile and fit. Score: 2 of 2."""


def train_sparse(x, units, k):
    encoder, decoder = sparse_autoencoder(units, x.mean(axis=0))
    pictures = keras.Input((196,))
    top = layers.Lambda(lambda h: keep_largest(h, k), output_shape=(units,))
    sparse = keras.Model(pictures, top(encoder(pictures)))
    autoencoder = keras.Model(pictures, decoder(sparse.output))
    rate = keras.optimizers.schedules.CosineDecay(3e-3, 12 * 47)
    autoencoder.compile(keras.optimizers.Adam(rate), loss="mse", jit_compile=False)
    autoencoder.fit(x, x, epochs=12, batch_size=64, verbose=0)
    return sparse, decoder
