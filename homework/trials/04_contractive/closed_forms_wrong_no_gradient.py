"""Right numbers by NumPy, through which no gradient comes. Score: 0 of 2."""


def code_norm(z, kernel):
    z, kernel = np.array(z), np.array(kernel)
    return ((1 - z**2) ** 2 * (kernel**2).sum(axis=0)).sum(axis=1)


def copy_norm(z, kernel):
    z, kernel = np.array(z), np.array(kernel)
    return np.einsum("nj,nl,jl->n", 1 - z**2, 1 - z**2, (kernel.T @ kernel) ** 2)
