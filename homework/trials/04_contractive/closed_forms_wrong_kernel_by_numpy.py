"""Turns the kernel into numbers, so the penalty cannot move it. Score: 0 of 2."""


def code_norm(z, kernel):
    return ops.sum(ops.square(1 - z**2) * np.square(np.array(kernel)).sum(axis=0), axis=1)


def copy_norm(z, kernel):
    slopes, products = 1 - z**2, np.square(np.array(kernel).T @ np.array(kernel))
    return ops.sum(ops.matmul(slopes, products) * slopes, axis=1)
