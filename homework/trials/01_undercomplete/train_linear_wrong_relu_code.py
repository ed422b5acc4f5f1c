"""Puts a ReLU on the code, a common habit. Score: 0 of 2."""


def train_linear(x, code_dim):
    pictures, z = keras.Input((x.shape[1],)), keras.Input((code_dim,))
    encoder = keras.Model(pictures, layers.Dense(code_dim, activation="relu")(pictures))
    decoder = keras.Model(z, layers.Dense(x.shape[1])(z))

    def loss(batch, training):
        return ops.mean(ops.sum(ops.square(batch - decoder(encoder(batch))), axis=1))

    optimizer = keras.optimizers.Adam(
        keras.optimizers.schedules.CosineDecay(1e-2, 50 * (len(x) // 64))
    )
    train(loss, [encoder, decoder], x, epochs=50, batch_size=64, optimizer=optimizer)
    return encoder, decoder
