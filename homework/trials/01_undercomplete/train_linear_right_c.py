"""Two layers without activation on each side. Score: 2 of 2."""


def train_linear(x, code_dim):
    x_in = keras.Input((x.shape[1],))
    encoder = keras.Model(x_in, layers.Dense(code_dim)(layers.Dense(64)(x_in)))
    z = keras.Input((code_dim,))
    decoder = keras.Model(z, layers.Dense(x.shape[1])(layers.Dense(64)(z)))

    def loss(batch, training):
        return ops.mean(ops.square(batch - decoder(encoder(batch))))

    rate = keras.optimizers.schedules.CosineDecay(2e-3, 60 * (len(x) // 64))
    optimizer = keras.optimizers.Adam(rate)
    train(loss, [encoder, decoder], x, epochs=60, batch_size=64, optimizer=optimizer)
    return encoder, decoder
