"""Always builds the network for twice the size. Score: 0 of 2."""


def train_enlarger(x, scale, noise=0.0):
    decoder = make_decoder(2)
    rate = keras.optimizers.schedules.CosineDecay(4e-3, 200)

    def loss(batch, training):
        z, x = batch
        return ops.mean(ops.square(x - decoder(z, training=training)))

    pairs = shrink(x, 2), x
    train(loss, decoder, pairs, epochs=33, batch_size=16, optimizer=keras.optimizers.Adam(rate))
    return decoder
