"""Averages the error over pixels, sums the KL over codes. Score: 1 of 2."""


def train_cvae(x, y, code_dim, beta=1.0):
    pictures, label = keras.Input((196,)), keras.Input((10,))
    h = layers.Concatenate()([pictures, layers.Rescaling(5.0)(label)])
    h = layers.Dense(128, activation="gelu")(h)
    heads = [layers.Dense(code_dim)(h), layers.Dense(code_dim)(h)]
    encoder = keras.Model([pictures, label], heads)
    z, label = keras.Input((code_dim,)), keras.Input((10,))
    h = layers.Concatenate()([z, layers.Rescaling(5.0)(label)])
    h = layers.Dense(128, activation="gelu")(h)
    decoder = keras.Model([z, label], layers.Dense(196)(h))

    def loss(batch, training):
        x, hot = batch
        mean, log_variance = encoder([x, hot], training=training)
        epsilon = keras.random.normal(ops.shape(mean), seed=noise)
        logits = decoder([mean + ops.exp(0.5 * log_variance) * epsilon, hot], training=training)
        error = ops.mean(ops.binary_crossentropy(x, logits, from_logits=True), axis=1)
        kl = 0.5 * ops.sum(ops.exp(log_variance) + ops.square(mean) - 1 - log_variance, axis=1)
        return ops.mean(error + beta * kl)

    rate = keras.optimizers.schedules.CosineDecay(5e-3, 20 * (len(x) // 64))
    optimizer = keras.optimizers.Adam(rate, beta_2=0.98)
    how = {"epochs": 20, "batch_size": 64, "jit_compile": False, "verbose": False}
    train(loss, [encoder, decoder], (x, one_hot[y]), optimizer=optimizer, **how)
    return encoder, decoder
