"""Calibrates on the beats it was trained on. Score: 0 of 2."""


def train_alarm(normal):
    fitting = calibration = normal
    x = h = keras.Input((140,))
    for units in (512, 128):
        h = layers.Dense(units, activation="gelu", kernel_initializer="he_normal")(h)
    h = layers.Dense(16)(h)
    for units in (128, 512):
        h = layers.Dense(units, activation="gelu", kernel_initializer="he_normal")(h)
    model = keras.Model(x, layers.Dense(140)(h))

    def loss(batch, training):
        x_hat = model(batch, training=training)
        return ops.mean(ops.sum(ops.square(ops.subtract(batch, x_hat)), axis=1))

    epochs, batch_size = 120, 64
    rate = keras.optimizers.schedules.CosineDecay(2e-3, epochs * (len(fitting) // batch_size))
    how = {"epochs": epochs, "batch_size": batch_size, "verbose": False}
    train(loss, model, fitting, optimizer=keras.optimizers.Adam(rate, beta_2=0.98), **how)

    def score(x):
        return metrics.squared_error(x, np.asarray(model(x)))

    calibrated = score(calibration)

    def p_values(x):
        return np.array([1 + np.sum(calibrated >= s) for s in score(x)]) / (1 + len(calibrated))

    return p_values
