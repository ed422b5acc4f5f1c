"""By traces of products of small matrices. Score: 2 of 2."""


def code_norm(z, kernel):
    gram = ops.matmul(ops.transpose(kernel), kernel)
    return ops.matmul((1 - z**2) ** 2, ops.diag(gram))


def copy_norm(z, kernel):
    gram = ops.matmul(ops.transpose(kernel), kernel)
    scaled = gram * (1 - z**2)[:, None, :]  # G diag(s), for each point
    return ops.sum(scaled * ops.transpose(scaled, (0, 2, 1)), axis=(1, 2))
