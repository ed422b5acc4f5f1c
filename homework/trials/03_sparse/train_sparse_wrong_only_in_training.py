"""Keeps the largest in training and forgets it when encoding. Score: 0 of 2."""


def train_sparse(x, units, k):
    encoder, decoder = sparse_autoencoder(units, x.mean(axis=0))

    def loss(batch, training):
        z = keep_largest(encoder(batch), k)
        return ops.mean(ops.sum(ops.square(batch - decoder(z)), axis=1))

    rate = keras.optimizers.schedules.CosineDecay(3e-3, 10 * (len(x) // 64))
    optimizer = keras.optimizers.Adam(rate, beta_2=0.98)
    options = {"epochs": 10, "batch_size": 64, "jit_compile": False}
    train(loss, [encoder, decoder], x, optimizer=optimizer, **options)
    return encoder, decoder
