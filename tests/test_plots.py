"""What the figures show, read back from the figures."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import colors
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from utils import plots

RNG = np.random.default_rng(0)


def drawn(figure: Figure, row: int = 0) -> np.ma.MaskedArray:
    """The one image in a figure's axes."""
    (image,) = figure.axes[row].images
    return image.get_array()


def rendered(figure: Figure) -> np.ndarray:
    """The figure's pixels as a reader sees them: (height, width, 3), values 0 to 255."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].astype(int)


def tick_texts(axis) -> list[str]:
    return [label.get_text() for label in axis.get_ticklabels()]


# --- rows of images ---------------------------------------------------------------------------


def test_image_rows_draws_each_image_of_each_row_in_its_place():
    rows = {"input": RNG.random((4, 5, 3)), "output": RNG.random((4, 5, 3, 1))}
    figure = plots.image_rows(rows)
    assert len(figure.axes) == 2
    for row, images in enumerate(rows.values()):
        mosaic = drawn(figure, row)
        assert mosaic.shape == (5, 4 * 3 + 3)  # three gaps of one pixel
        for i, image in enumerate(images):
            place = mosaic[:, i * 4 : i * 4 + 3]
            np.testing.assert_allclose(place, image.reshape(5, 3), rtol=1e-6)
        np.testing.assert_array_equal(np.ma.getmaskarray(mosaic)[0], [0, 0, 0, 1] * 3 + [0] * 3)


def test_image_rows_writes_the_label_of_each_row_beside_it_in_order():
    figure = plots.image_rows({name: np.zeros((2, 4, 4)) for name in ("noisy", "clean", "ours")})
    assert [tick_texts(axes.yaxis) for axes in figure.axes] == [["noisy"], ["clean"], ["ours"]]
    assert [axes.get_yticks().tolist() for axes in figure.axes] == [[2.0]] * 3
    figure.draw_without_rendering()
    heights = [axes.get_position().y0 for axes in figure.axes]
    assert heights == sorted(heights, reverse=True)


def test_image_rows_writes_each_note_below_the_middle_of_its_image():
    images = np.zeros((3, 4, 6))
    figure = plots.image_rows({"a": images, "b": images}, notes={"b": ["x", "y", "z"]})
    assert tick_texts(figure.axes[0].xaxis) == []
    assert tick_texts(figure.axes[1].xaxis) == ["x", "y", "z"]
    np.testing.assert_allclose(figure.axes[1].get_xticks(), [3, 7 + 3, 14 + 3])


@pytest.mark.parametrize("limits", [(0.0, 1.0), (-2.0, 3.0)])
def test_all_rows_share_one_grey_range_whatever_their_values(limits):
    rows = {"dark": np.full((1, 4, 4), 0.1), "bright": np.full((1, 4, 4), 0.9)}
    figure = plots.image_rows(rows, limits=limits)
    for axes in figure.axes:
        assert axes.images[0].get_clim() == limits
        assert axes.images[0].get_cmap().name == "gray"


def test_values_beyond_the_limits_are_drawn_black_and_white_and_gaps_stay_white():
    figure = plots.image_grid(np.array([-9.0, 9.0, 0.5, -9.0]).reshape(4, 1, 1), columns=4, gap=1)
    middle = rendered(figure)[31]  # one image is 62 pixels high at 100 dots per inch
    edges = (np.arange(7) + 0.5) / 7 * len(middle)
    seen = middle[edges.astype(int)]
    np.testing.assert_array_equal(seen[:, 0], seen[:, 2])
    black, white, grey = 0, 255, 128
    np.testing.assert_allclose(seen[:, 0], [black, white, white, white, grey, white, black], atol=2)


def test_colour_images_keep_their_colours_are_scaled_and_clipped_and_have_white_gaps(caplog):
    images = RNG.random((2, 3, 3, 3))
    images[0, 0, 0] = [-4, 0.25, 4]
    mosaic = drawn(plots.image_rows({"photo": images}, limits=(0, 0.5)))
    np.testing.assert_allclose(mosaic[:, 4:], np.clip(images[1] * 2, 0, 1), rtol=1e-6)
    np.testing.assert_allclose(mosaic[0, 0], [0, 0.5, 1])
    np.testing.assert_array_equal(mosaic[:, 3], 1)
    assert caplog.text == ""  # Matplotlib would clip, too, but with a message in the notebook


def test_bytes_are_drawn_with_limits_of_their_own():
    images = np.array([0, 255], np.uint8).reshape(2, 1, 1)
    image = plots.image_grid(images, limits=(0, 255)).axes[0].images[0]
    np.testing.assert_array_equal(image.to_rgba(image.get_array())[0, [0, 2], 0], [0, 1])


def test_rows_of_different_shapes_are_refused():
    for other in [(3, 4, 4), (2, 5, 4), (2, 4, 4, 3)]:
        with pytest.raises(ValueError, match=r"one number and size, got \{'a': \(2, 4, 4\), 'b'"):
            plots.image_rows({"a": np.zeros((2, 4, 4)), "b": np.zeros(other)})
    with pytest.raises(ValueError, match="one number and size"):
        plots.image_rows({})


def test_notes_without_a_row_or_of_another_number_are_refused():
    rows = {"a": np.zeros((2, 4, 4))}
    with pytest.raises(ValueError, match=r"notes\['a'\]: expected a row's label and 2 texts"):
        plots.image_rows(rows, notes={"a": ["only one"]})
    with pytest.raises(ValueError, match=r"notes\['b'\]"):
        plots.image_rows(rows, notes={"b": ["x", "y"]})


# --- a grid of images -------------------------------------------------------------------------


@pytest.mark.parametrize("gap", [0, 1, 3])
def test_image_grid_fills_row_by_row_and_leaves_the_rest_empty(gap):
    images = RNG.random((5, 4, 2))
    mosaic = drawn(plots.image_grid(images, columns=3, gap=gap))
    assert mosaic.shape == (2 * 4 + gap, 3 * 2 + 2 * gap)
    for i, (row, column) in enumerate([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]):
        y, x = row * (4 + gap), column * (2 + gap)
        np.testing.assert_allclose(mosaic[y : y + 4, x : x + 2], images[i], rtol=1e-6)
    assert np.ma.count(mosaic) == images.size  # nothing else is drawn


def test_image_grid_draws_into_given_axes_and_returns_their_figure():
    figure = Figure()
    left, right = figure.subplots(1, 2)
    assert plots.image_grid(np.zeros((2, 3, 3)), columns=2, axes=right) is figure
    assert (len(left.images), len(right.images)) == (0, 1)


@pytest.mark.parametrize("shape", [(), (28,), (28, 28), (0, 28, 28), (2, 28, 28, 2), (1,) * 5])
def test_what_is_no_stack_of_images_is_refused(shape):
    with pytest.raises(ValueError, match=r"images: expected shape \(n, height, width\) or .* got"):
        plots.image_grid(np.zeros(shape))
    with pytest.raises(ValueError, match="digits: expected shape"):
        plots.image_rows({"digits": np.zeros(shape)})


# --- a map of codes ---------------------------------------------------------------------------

CODES = np.array([[0.0, 0], [1, 5], [2, 40], [10, 10], [12, 12]])
LABELS = np.array([0, 0, 0, 3, 3])


def test_code_map_draws_the_points_of_each_label_in_a_colour_of_their_own():
    axes = plots.code_map(CODES, LABELS).axes[0]
    zeros, threes = axes.collections
    np.testing.assert_array_equal(zeros.get_offsets(), CODES[:3])
    np.testing.assert_array_equal(threes.get_offsets(), CODES[3:])
    assert not np.allclose(zeros.get_facecolor(), threes.get_facecolor())


def test_code_map_writes_each_label_at_the_median_of_its_points():
    texts = plots.code_map(CODES, LABELS).axes[0].texts
    assert [text.get_text() for text in texts] == ["0", "3"]
    assert [text.get_position() for text in texts] == [(1, 5), (11, 11)]
    assert {(t.get_horizontalalignment(), t.get_verticalalignment()) for t in texts} == {
        ("center", "center")
    }


def test_code_map_takes_names_and_names_its_axes():
    axes = plots.code_map(CODES, LABELS, names=["shirt", "-", "-", "bag"]).axes[0]
    assert [text.get_text() for text in axes.texts] == ["shirt", "bag"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("code 1", "code 2")
    axes = plots.code_map(CODES, LABELS, axis_labels=("first", "second")).axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("first", "second")


def test_code_map_gives_ten_labels_ten_colours_that_differ_in_lightness():
    axes = plots.code_map(RNG.random((100, 2)), np.arange(100) % 10).axes[0]
    shades = [colors.to_rgb(points.get_facecolor()[0]) @ np.array([0.2126, 0.7152, 0.0722])
              for points in axes.collections]  # fmt: skip
    assert len(shades) == 10
    assert np.all(np.diff(shades) > 0.02)  # told apart without colour vision, too


def test_code_map_draws_into_given_axes_and_returns_their_figure():
    figure = Figure()
    left, right = figure.subplots(1, 2)
    assert plots.code_map(CODES, LABELS, axes=right) is figure
    assert (len(left.collections), len(right.collections)) == (0, 2)


@pytest.mark.parametrize(
    ("codes", "labels"), [((5, 3), (5,)), ((5, 2), (4,)), ((5,), (5,)), ((5, 2), (5, 1))]
)
def test_codes_and_labels_of_other_shapes_are_refused(codes, labels):
    with pytest.raises(ValueError, match=r"expected codes \(n, 2\) and labels \(n,\), got \(5"):
        plots.code_map(np.zeros(codes), np.zeros(labels, int))


# --- all of them ------------------------------------------------------------------------------


def test_no_figure_stays_open_in_pyplot():
    from matplotlib import pyplot

    before = pyplot.get_fignums()
    plots.image_rows({"a": np.zeros((2, 4, 4))})
    plots.image_grid(np.zeros((2, 4, 4)))
    plots.code_map(CODES, LABELS)
    assert pyplot.get_fignums() == before


def test_inputs_are_left_as_they_were():
    images, codes = RNG.random((2, 4, 4)), CODES.copy()
    before = images.copy()
    plots.image_rows({"a": images}, limits=(0.4, 0.6))
    plots.image_grid(images)
    plots.code_map(codes, LABELS)
    np.testing.assert_array_equal(images, before)
    np.testing.assert_array_equal(codes, CODES)
