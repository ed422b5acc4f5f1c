"""The game counts so much that copies are lost. Score: 0 of 2."""


def train_matched(x, prior):
    encoder, decoder, judge = new_networks()

    def both_loss(batch, training):
        z = encoder(batch)
        error = ops.mean(ops.sum(ops.square(batch - decoder(z)), axis=1))
        return error + 1e4 * ops.mean(ops.softplus(-judge(z)))

    def discriminator_loss(batch, training):
        return judge_loss(judge, prior(ops.shape(batch)[0]), ops.stop_gradient(encoder(batch)))

    adams = [keras.optimizers.Adam(2e-3), keras.optimizers.Adam(5e-3, beta_1=0.5)]
    players = [
        Objective(both_loss, [encoder, decoder], adams[0]),
        Objective(discriminator_loss, [judge], adams[1]),
    ]
    train(players, x, epochs=10, batch_size=50, jit_compile=False, verbose=False)
    return encoder, decoder
