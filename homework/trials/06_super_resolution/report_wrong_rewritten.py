"""Right, but written anew. Score: 1 of 2."""


def report(methods, x, scale, border=8):
    cut = lambda a: np.clip(np.asarray(a), 0, 1)[:, border:-border, border:-border]
    z = shrink(x, scale)
    return {name: metrics.psnr(cut(x), cut(m(z))).mean() for name, m in methods.items()}
