"""The Jacobians themselves, by einsum. Score: 2 of 2."""


def code_norm(z, kernel):
    jacobian = ops.einsum("nk,dk->nkd", 1 - z**2, kernel)
    return ops.sum(jacobian**2, axis=(1, 2))


def copy_norm(z, kernel):
    jacobian = ops.einsum("dk,nk,ek->nde", kernel, 1 - z**2, kernel)
    return ops.sum(jacobian**2, axis=(1, 2))
