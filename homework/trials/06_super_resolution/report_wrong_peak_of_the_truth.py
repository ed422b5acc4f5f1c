"""Takes the range of the truth, which is fair to both and no fixed peak. Score: 1 of 2."""


def report(methods, x, scale, border=8):
    def inner(pictures):
        pictures = np.clip(np.asarray(pictures, "float64"), 0, 1)
        return pictures[:, border:-border, border:-border]

    z, truth, result = shrink(x, scale), inner(x), {}
    for name, method in methods.items():
        guess = inner(method(z))
        mean_squared_error = np.square(guess - truth).mean(axis=(1, 2, 3))
        peak = np.ptp(truth, axis=(1, 2, 3))
        decibels = 10 * np.log10(peak**2 / mean_squared_error)
        result[name] = float(decibels.mean())
    return result
