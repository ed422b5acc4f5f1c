"""Each measure against another way to compute it, and against values known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import ndimage

from utils import metrics

RNG = np.random.default_rng(0)
PHOTOS = RNG.random((3, 15, 13, 2))
IMAGES = st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: st.tuples(*[arrays.arrays(float, shape, elements=st.floats(0, 1))] * 2)
)
repeatable = settings(deadline=None, derandomize=True, max_examples=50)


# --- squared error ----------------------------------------------------------------------------


@repeatable
@given(IMAGES)
def test_squared_error_sums_over_the_pixels_of_each_example(pair):
    x, x_hat = pair
    by_hand = []
    for image, image_hat in zip(x.tolist(), x_hat.tolist(), strict=True):
        total = 0.0
        for line, line_hat in zip(image, image_hat, strict=True):
            for pixel, pixel_hat in zip(line, line_hat, strict=True):
                total += (pixel - pixel_hat) ** 2
        by_hand.append(total)
    np.testing.assert_allclose(metrics.squared_error(x, x_hat), by_hand, atol=1e-12)


@pytest.mark.parametrize("shape", [(4,), (4, 3), (4, 3, 2), (4, 3, 2, 3)])
def test_squared_error_gives_one_number_per_example_for_any_shape(shape):
    x = np.zeros(shape)
    x[2] = 2
    expected = [0, 0, 4 * np.prod(shape[1:]), 0]
    np.testing.assert_array_equal(metrics.squared_error(x, np.zeros(shape)), expected)


def test_squared_error_of_bytes_does_not_wrap_around():
    black, white = np.zeros((1, 2), np.uint8), np.full((1, 2), 255, np.uint8)
    assert metrics.squared_error(black, white) == 2 * 255**2


def test_squared_error_of_half_precision_does_not_overflow():
    large = np.full((1, 100), 60.0, np.float16)
    assert metrics.squared_error(large, np.zeros_like(large)) == 360_000


# --- peak signal-to-noise ratio ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("difference", "decibels"), [(1.0, 0), (0.1, 20), (0.01, 40), (0.5, 6.0206)]
)
def test_psnr_of_a_constant_difference_is_known(difference, decibels):
    x = np.zeros((2, 5, 3, 1))
    np.testing.assert_allclose(metrics.psnr(x, x + difference), [decibels] * 2, atol=1e-4)


def test_psnr_is_the_peak_over_the_mean_squared_error_of_each_image():
    x, x_hat = PHOTOS, PHOTOS[::-1]
    expected = [10 * np.log10(1 / np.mean((x[i] - x_hat[i]) ** 2)) for i in range(3) if i != 1]
    np.testing.assert_allclose(metrics.psnr(x, x_hat)[[0, 2]], expected)


@pytest.mark.filterwarnings("error")
def test_psnr_of_equal_images_is_infinite_without_a_warning():
    assert np.all(metrics.psnr(PHOTOS, PHOTOS) == np.inf)


# --- structural similarity --------------------------------------------------------------------


def ssim_by_scipy(x, y):
    """One channel, Wang et al. (2004), equation 13: Gaussian means over whole windows only."""

    def mean(image):
        return ndimage.gaussian_filter(image, sigma=1.5, truncate=3.5)[5:-5, 5:-5]

    c1, c2 = 0.01**2, 0.03**2
    mu_x, mu_y = mean(x), mean(y)
    var_x, var_y = mean(x * x) - mu_x**2, mean(y * y) - mu_y**2
    covariance = mean(x * y) - mu_x * mu_y
    luminance = (2 * mu_x * mu_y + c1) / (mu_x**2 + mu_y**2 + c1)
    structure = (2 * covariance + c2) / (var_x + var_y + c2)
    return np.mean(luminance * structure)


@pytest.mark.parametrize("noise", [0.02, 0.2, 1.0])
def test_ssim_agrees_with_its_definition(noise):
    other = PHOTOS + noise * RNG.normal(size=PHOTOS.shape)
    expected = [
        np.mean([ssim_by_scipy(x[..., c], y[..., c]) for c in range(2)])
        for x, y in zip(PHOTOS, other, strict=True)
    ]
    np.testing.assert_allclose(metrics.ssim(PHOTOS, other), expected, atol=1e-5)


def test_ssim_of_flat_images_compares_their_brightness():
    x, x_hat = np.full((1, 11, 11, 1), 0.2), np.full((1, 11, 11, 1), 0.6)
    expected = (2 * 0.2 * 0.6 + 1e-4) / (0.2**2 + 0.6**2 + 1e-4)
    np.testing.assert_allclose(metrics.ssim(x, x_hat), expected, atol=1e-4)


def test_ssim_is_one_for_equal_images_symmetric_and_negative_for_a_negative():
    np.testing.assert_allclose(metrics.ssim(PHOTOS, PHOTOS), 1, atol=1e-6)
    other = RNG.random(PHOTOS.shape)
    np.testing.assert_allclose(metrics.ssim(PHOTOS, other), metrics.ssim(other, PHOTOS), atol=1e-6)
    assert np.all(metrics.ssim(PHOTOS, 1 - PHOTOS) < 0)


# --- principal angles -------------------------------------------------------------------------


def basis(d: int, k: int) -> np.ndarray:
    return np.linalg.qr(RNG.normal(size=(d, d)))[0][:, :k]


@pytest.mark.parametrize("degrees", [(0, 0), (0, 30), (10, 75), (90, 90), (1e-6, 2e-6)])
def test_principal_angles_are_the_angles_by_which_a_basis_was_turned(degrees):
    frame = basis(7, 4)  # each of two columns is turned towards one of its own
    theta = np.deg2rad(degrees)
    a, b = frame[:, :2], frame[:, :2] * np.cos(theta) + frame[:, 2:] * np.sin(theta)
    np.testing.assert_allclose(metrics.principal_angles(a, b), degrees, rtol=1e-6, atol=1e-9)


def test_principal_angles_depend_on_the_spaces_only():
    a, b = RNG.normal(size=(9, 3)), RNG.normal(size=(9, 3))
    mix = np.array([[2.0, 1, 0], [0, -3, 1], [1, 0, 0.5]])
    angles = metrics.principal_angles(a, b)
    np.testing.assert_allclose(metrics.principal_angles(a @ mix, b @ mix.T), angles, atol=1e-9)
    np.testing.assert_allclose(metrics.principal_angles(a, a @ mix), 0, atol=1e-9)


def test_principal_angles_agree_with_the_singular_values_of_the_bases_product():
    a, b = RNG.normal(size=(9, 4)), RNG.normal(size=(9, 4))
    cosines = np.linalg.svd(np.linalg.qr(a)[0].T @ np.linalg.qr(b)[0], compute_uv=False)
    expected = np.sort(np.rad2deg(np.arccos(np.clip(cosines, 0, 1))))
    np.testing.assert_allclose(metrics.principal_angles(a, b), expected, atol=1e-6)


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["squared_error", "psnr", "ssim", "principal_angles"])
def test_arrays_of_two_shapes_are_refused_even_where_numpy_would_broadcast(name):
    with pytest.raises(ValueError, match=r"one shape, got \(3, 12, 12, 1\), \(1, 12, 12, 1\)"):
        getattr(metrics, name)(np.zeros((3, 12, 12, 1)), np.zeros((1, 12, 12, 1)))


@pytest.mark.parametrize("name", ["psnr", "ssim"])
@pytest.mark.parametrize(("low", "high"), [(0, 255), (-1, 1)])
def test_pixels_outside_0_to_1_are_refused(name, low, high):
    x = np.linspace(low, high, 144).reshape(1, 12, 12, 1)
    with pytest.raises(ValueError, match=rf"in \[0, 1\], got {low} to {high}; divide by 255\?"):
        getattr(metrics, name)(x, x)


@pytest.mark.parametrize("shape", [(2, 10, 12, 1), (2, 12, 10, 1), (12, 12, 1)])
def test_ssim_refuses_what_is_smaller_than_its_window_or_no_stack_of_images(shape):
    with pytest.raises(ValueError, match=r"expected shape \(n, height, width, channels\) >= 11"):
        metrics.ssim(np.zeros(shape), np.zeros(shape))


def test_principal_angles_refuse_dependent_columns_and_name_the_matrix():
    good = np.eye(4)[:, :2]
    with pytest.raises(ValueError, match=r"columns of a must be independent: .*rank 1"):
        metrics.principal_angles(np.ones((4, 2)), good)
    with pytest.raises(ValueError, match=r"columns of b must be independent: shape \(4, 2\)"):
        metrics.principal_angles(good, np.zeros((4, 2)))
    with pytest.raises(ValueError, match="columns of a must be independent"):
        metrics.principal_angles(np.ones(4), np.ones(4))
