"""Keras's own compile and fit, a convolutional network, mean squared error. Score: 2 of 2."""


def train_alarm(normal):
    order = np.random.default_rng(1).permutation(len(normal))
    held_out, rest = normal[order[:300]], normal[order[300:]]
    model = keras.Sequential(
        [
            keras.Input((140,)),
            layers.Reshape((140, 1)),
            layers.Conv1D(16, 7, strides=2, padding="same", activation="gelu"),
            layers.Conv1D(16, 7, strides=2, padding="same", activation="gelu"),
            layers.Flatten(),
            layers.Dense(8),
            layers.Dense(64, activation="gelu"),
            layers.Dense(140),
        ]
    )
    model.compile(keras.optimizers.Adam(3e-3), loss="mse")
    model.fit(rest, rest, epochs=40, batch_size=32, verbose=0)

    def strangeness(beats):
        return np.mean((beats - model.predict(beats, verbose=0)) ** 2, axis=1)

    ordered = np.sort(strangeness(held_out))

    def p_values(beats):
        at_least = len(ordered) - np.searchsorted(ordered, strangeness(beats), side="left")
        return (at_least + 1) / (len(ordered) + 1)

    return p_values
