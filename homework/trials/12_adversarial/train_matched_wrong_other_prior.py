"""Trains for the ring of the task, not for the prior given. Score: 1 of 2."""


def train_matched(x, prior):
    encoder, decoder, _ = new_networks()

    def mean_distance(one, other, pairs):
        squares = ops.sum(ops.square(one[:, None] - other[None]), axis=-1)
        return ops.sum(ops.sqrt(squares + 1e-8)) / pairs

    def loss(batch, training):
        z, draws = encoder(batch), ring_prior(ops.shape(batch)[0])
        n = ops.cast(ops.shape(batch)[0], "float32")
        within = (mean_distance(z, z, n) + mean_distance(draws, draws, n)) / (n - 1)
        distance = 2 * mean_distance(z, draws, n * n) - within
        return ops.mean(ops.sum(ops.square(batch - decoder(z)), axis=1)) + 20 * distance

    epochs, batch_size = 12, 50
    rate = keras.optimizers.schedules.CosineDecay(2e-3, epochs * (len(x) // batch_size))
    settings = {"epochs": epochs, "batch_size": batch_size, "verbose": False}
    optimizer = keras.optimizers.Adam(rate)
    train(loss, [encoder, decoder], x, optimizer=optimizer, jit_compile=False, **settings)
    return encoder, decoder
