"""The game, for as long as it takes, in one update for both tasks. Score: 2 of 2."""


def train_matched(x, prior):
    encoder, decoder, judge = new_networks()

    def both_loss(batch, training):
        z = encoder(batch)
        error = ops.mean(ops.sum(ops.square(batch - decoder(z)), axis=1))
        return error + 50 * ops.mean(ops.softplus(-judge(z)))

    def discriminator_loss(batch, training):
        codes = ops.stop_gradient(encoder(batch))
        return judge_loss(judge, prior(ops.shape(batch)[0]), codes)

    epochs, batch_size = 20, 50
    steps = epochs * (len(x) // batch_size)
    slow, fast = (keras.optimizers.schedules.CosineDecay(rate, steps) for rate in (2e-3, 5e-3))
    adams = [keras.optimizers.Adam(slow), keras.optimizers.Adam(fast, beta_1=0.5)]
    players = [
        Objective(both_loss, [encoder, decoder], adams[0]),
        Objective(discriminator_loss, [judge], adams[1]),
    ]
    settings = {"epochs": epochs, "batch_size": batch_size, "verbose": False}
    train(players, x, jit_compile=False, **settings)
    return encoder, decoder
