"""Two epochs of training. Score: 0 of 2."""


def train_contractive(x):
    x_in, z_in = keras.Input((2,)), keras.Input((20,))
    h = layers.Dense(64, activation="tanh")(x_in)
    encoder = keras.Model(x_in, layers.Dense(20)(h))
    h = layers.Dense(64, activation="tanh")(z_in)
    decoder = keras.Model(z_in, layers.Dense(2)(h))

    def loss(batch, training):
        x_hat, squares = estimated_norm(lambda x: decoder(encoder(x)), batch)
        error = ops.mean(ops.sum(ops.square(batch - x_hat), axis=1))
        return error + 0.2 * ops.mean(squares)

    epochs = 2
    rate = keras.optimizers.schedules.CosineDecay(5e-3, epochs * (len(x) // 100))
    settings = {"epochs": epochs, "batch_size": 100, "jit_compile": False, "verbose": False}
    optimizer = keras.optimizers.Adam(rate, beta_2=0.98)
    train(loss, [encoder, decoder], x, optimizer=optimizer, **settings)
    return encoder, decoder
