"""Asks for the noisy points. Score: 0 of 2."""


def train_linear_denoiser(x, sigma):
    points = keras.Input((x.shape[1],))
    model = keras.Model(points, layers.Dense(x.shape[1])(points))
    many = np.repeat(x, 20, axis=0)

    def loss(batch, training):
        x_noisy = batch + sigma * keras.random.normal(ops.shape(batch), seed=generator)
        return ops.mean(ops.square(x_noisy - model(x_noisy)))

    steps = 50 * (len(x) * 20 // 200)
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(3e-2, steps))
    train(loss, model, many, epochs=50, batch_size=200, optimizer=optimizer)
    return model
