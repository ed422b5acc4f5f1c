"""TensorFlow, one unit after the other. Score: 2 of 2."""


def code_norm(z, kernel):
    total = 0.0
    for j in range(kernel.shape[1]):
        total += (1 - z[:, j] ** 2) ** 2 * tf.reduce_sum(kernel[:, j] ** 2)
    return total


def copy_norm(z, kernel):
    total = 0.0
    for j in range(kernel.shape[1]):
        for other in range(kernel.shape[1]):
            product = tf.tensordot(kernel[:, j], kernel[:, other], 1)
            total += (1 - z[:, j] ** 2) * (1 - z[:, other] ** 2) * product**2
    return total
