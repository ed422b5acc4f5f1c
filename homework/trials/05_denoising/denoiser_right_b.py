"""Keras's own fit; noise as a layer of its own. Score: 2 of 2."""

sizes = [3, 5, 7]
median_size = sizes[np.argmax([psnr(x_valid, median(x_valid_noisy, size)) for size in sizes])]


class Noise(layers.Layer):
    def call(self, x):
        return gaussian(x)


denoiser = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(16, 4, strides=2, padding="same", activation="gelu"),
        layers.Conv2D(32, 5, padding="same", activation="gelu"),
        layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="sigmoid"),
    ]
)
clean = keras.Input((28, 28, 1))
trained = keras.Model(clean, denoiser(Noise()(clean)))
trained.compile(keras.optimizers.Adam(3e-3), loss="mse")
trained.fit(x_train, x_train, epochs=-(-7000 // len(x_train)), batch_size=16, verbose=0)
