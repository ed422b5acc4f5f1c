"""Trains without a constraint and cuts the code afterwards. Score: 1 of 2."""


def train_sparse(x, units, k):
    encoder, decoder = sparse_autoencoder(units, x.mean(axis=0))

    def loss(batch, training):
        return ops.mean(ops.sum(ops.square(batch - decoder(encoder(batch))), axis=1))

    rate = keras.optimizers.schedules.CosineDecay(3e-3, 10 * (len(x) // 64))
    optimizer = keras.optimizers.Adam(rate, beta_2=0.98)
    train(loss, [encoder, decoder], x, epochs=10, batch_size=64, optimizer=optimizer)
    return lambda x: keep_largest(encoder(x), k), decoder
