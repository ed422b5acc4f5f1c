"""A longer game that counts less. Score: 2 of 2."""


def train_matched(x, prior):
    encoder, decoder, judge = new_networks()

    def both_loss(batch, training):
        z = encoder(batch)
        error = ops.mean(ops.sum(ops.square(batch - decoder(z)), axis=1))
        return error + 30 * ops.mean(ops.softplus(-judge(z)))

    def discriminator_loss(batch, training):
        return judge_loss(judge, prior(ops.shape(batch)[0]), ops.stop_gradient(encoder(batch)))

    steps = 14 * (len(x) // 50)
    slow, fast = (keras.optimizers.schedules.CosineDecay(rate, steps) for rate in (2e-3, 6e-3))
    adams = [keras.optimizers.Adam(slow), keras.optimizers.Adam(fast, beta_1=0.5)]
    players = [
        Objective(both_loss, [encoder, decoder], adams[0]),
        Objective(discriminator_loss, [judge], adams[1]),
    ]
    train(players, x, epochs=14, batch_size=50, jit_compile=False, verbose=False)
    return encoder, decoder
