"""Forgets to square the slopes. Score: 0 of 2."""


def code_norm(z, kernel):
    return ops.sum((1 - z**2) * ops.sum(kernel**2, axis=0), axis=1)


def copy_norm(z, kernel):
    products = ops.matmul(ops.transpose(kernel), kernel) ** 2
    return ops.sum(ops.matmul(1 - z**2, products), axis=1)
