"""Cuts the maps instead of rolling them. Score: 2 of 2."""


def shift_error(features, x, stride, margin):
    before = np.array(features(x))
    after = np.array(features(np.pad(x, ((0, 0), (0, 0), (stride, 0), (0, 0)))[:, :, :-stride]))
    height, width = before.shape[1:3]
    rows = slice(margin, height - margin)
    difference = (
        after[:, rows, margin : width - margin] - before[:, rows, margin - 1 : width - margin - 1]
    )
    return float(abs(difference).max())
