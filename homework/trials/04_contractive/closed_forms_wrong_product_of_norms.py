"""Multiplies the squared norms of the two matrices. Score: 1 of 2."""


def code_norm(z, kernel):
    return ops.sum((1 - z**2) ** 2 * ops.sum(kernel**2, axis=0), axis=1)


def copy_norm(z, kernel):
    return code_norm(z, kernel) * ops.sum(kernel**2)
