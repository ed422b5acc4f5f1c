"""Leaves the NaN in the data and multiplies it by 0. Score: 0 of 2."""


def train_filler(x):
    encoder, decoder = make_models(x.shape[1])
    draws = keras.random.SeedGenerator(0)
    epochs, batch_size = 20, 128
    data = {"x": x, "observed": (~np.isnan(x)).astype("float32")}

    def loss(batch, training):
        x, observed = batch["x"], batch["observed"]
        seen = observed * ops.cast(keras.random.uniform(ops.shape(x), seed=draws) > 0.25, "float32")
        x_hat = decoder(encoder(ops.concatenate([x * seen, seen], axis=1)))
        return ops.mean(ops.sum(observed * ops.square(x - x_hat), axis=1))

    rate = keras.optimizers.schedules.CosineDecay(3e-3, epochs * (len(x) // batch_size))
    optimizer = keras.optimizers.Adam(rate, beta_2=0.98)
    how = {"epochs": epochs, "batch_size": batch_size, "optimizer": optimizer}
    train(loss, [encoder, decoder], data, verbose=False, **how)

    def fill(rows):
        seen = (~np.isnan(rows)).astype("float32")
        inputs = np.concatenate([np.nan_to_num(rows), seen], axis=1).astype("float32")
        return np.where(seen == 1, rows, np.asarray(decoder(encoder(inputs))))

    return fill
