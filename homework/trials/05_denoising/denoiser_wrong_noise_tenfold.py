"""Takes 0.4 for a share of 10: noise of 0.04. Score: 0 of 2."""

median_size = max((3, 5, 7), key=lambda size: psnr(x_valid, median(x_valid_noisy, size)))

options = {"padding": "same", "activation": "gelu"}
x_in = keras.Input((28, 28, 1))
h = layers.Conv2D(16, 3, strides=2, **options)(x_in)
h = h + layers.Conv2D(16, 3, **options)(h)
x_hat = layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="sigmoid")(h)
denoiser = keras.Model(x_in, x_hat)


def loss(batch, training):
    x_noisy = gaussian(batch, 0.04)
    return ops.mean(ops.sum(ops.square(batch - denoiser(x_noisy)), axis=(1, 2, 3)))


optimizer = keras.optimizers.Adam(4e-3)
train(
    loss,
    denoiser,
    x_train,
    epochs=round(400 / (len(x_train) // 16)),
    batch_size=16,
    optimizer=optimizer,
)
