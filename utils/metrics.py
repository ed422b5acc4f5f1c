"""Measures that several lessons use, on NumPy arrays; images have values in [0, 1]."""

from __future__ import annotations

import numpy as np


def squared_error(x: np.ndarray, x_hat: np.ndarray) -> np.ndarray:
    """Squared error of each example, summed over its pixels: shape (n, ...) -> (n,).

    Its mean over a test set is the "squared error per image" of Hinton and Salakhutdinov (2006).

    Raises:
        ValueError: If the shapes differ.
    """
    _check_shapes(x, x_hat)
    difference = np.asarray(x, np.float64) - np.asarray(x_hat, np.float64)
    return np.square(difference).reshape(len(difference), -1).sum(axis=1)


def psnr(x: np.ndarray, x_hat: np.ndarray) -> np.ndarray:
    """Peak signal-to-noise ratio of each image in decibels: shape (n, ...) -> (n,).

    10 log10(1 / mean squared error); the peak is 1. Equal images give infinity.

    Raises:
        ValueError: If the shapes differ, or `x` leaves [0, 1].
    """
    _check_range(x)
    pixels = np.asarray(x)[0].size
    with np.errstate(divide="ignore"):
        return -10 * np.log10(squared_error(x, x_hat) / pixels)


def ssim(x: np.ndarray, x_hat: np.ndarray) -> np.ndarray:
    """Structural similarity of each image, at most 1: shape (n, height, width, channels) -> (n,).

    Wang et al. (2004), doi:10.1109/TIP.2003.819861, with their Gaussian window of 11 pixels and a
    standard deviation of 1.5, without padding: images must be at least 11 pixels wide and high.

    Raises:
        ValueError: If the shapes differ or are not as said, or `x` leaves [0, 1].
    """
    import tensorflow as tf

    _check_shapes(x, x_hat)
    _check_range(x)
    if np.ndim(x) != 4 or min(np.shape(x)[1:3]) < 11:
        raise ValueError(f"expected shape (n, height, width, channels) >= 11, got {np.shape(x)}")
    x, x_hat = (tf.cast(images, tf.float32) for images in (x, x_hat))
    return tf.image.ssim(x, x_hat, max_val=1.0).numpy()


def principal_angles(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Angles between the column spaces of two matrices, in degrees, the smallest first.

    Args:
        a: Shape (d, k), linearly independent columns; they need not be orthogonal.
        b: Shape (d, k).

    Returns:
        Shape (k,), values in [0, 90]. All are 0 just when the two spaces are the same. Computed
        as in Knyazev and Argentati (2002), doi:10.1137/S1064827500377332, by SciPy.

    Raises:
        ValueError: If the shapes differ or a matrix has dependent columns.
    """
    from scipy.linalg import subspace_angles

    _check_shapes(a, b)
    for name, matrix in (("a", a), ("b", b)):
        rank = np.linalg.matrix_rank(matrix)
        if np.ndim(matrix) != 2 or rank < np.shape(matrix)[1]:
            raise ValueError(
                f"the columns of {name} must be independent: shape {np.shape(matrix)}, rank {rank}"
            )
    return np.sort(np.rad2deg(subspace_angles(np.asarray(a, float), np.asarray(b, float))))


def _check_shapes(x: np.ndarray, x_hat: np.ndarray) -> None:
    if np.shape(x) != np.shape(x_hat):
        raise ValueError(
            f"the two arrays must have one shape, got {np.shape(x)}, {np.shape(x_hat)}"
        )


def _check_range(x: np.ndarray) -> None:
    low, high = np.min(x), np.max(x)
    if low < 0 or high > 1:
        raise ValueError(f"expected values in [0, 1], got {low:.3g} to {high:.3g}; divide by 255?")
