"""Uses the slope of the sigmoid. Score: 0 of 2."""


def code_norm(z, kernel):
    slopes = z * (1 - z)
    return ops.sum(ops.square(slopes) * ops.sum(ops.square(kernel), axis=0), axis=1)


def copy_norm(z, kernel):
    slopes = z * (1 - z)
    products = ops.square(ops.matmul(ops.transpose(kernel), kernel))
    return ops.sum(ops.matmul(slopes, products) * slopes, axis=1)
