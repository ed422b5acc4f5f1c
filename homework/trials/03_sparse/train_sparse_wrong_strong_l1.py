"""An L1 penalty that meets the budget, but dims the copies and kills units. Score: 0 of 2."""


def train_sparse(x, units, k):
    encoder, decoder = sparse_autoencoder(units, x.mean(axis=0))

    def loss(batch, training):
        z = encoder(batch)
        error = ops.mean(ops.sum(ops.square(batch - decoder(z)), axis=1))
        return error + 3.0 * ops.mean(ops.sum(z, axis=1))

    rate = keras.optimizers.schedules.CosineDecay(3e-3, 10 * (len(x) // 64))
    optimizer = keras.optimizers.Adam(rate, beta_2=0.98)
    train(loss, [encoder, decoder], x, epochs=10, batch_size=64, optimizer=optimizer)
    return encoder, decoder
