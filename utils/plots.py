"""Figures that several lessons draw. Each function takes arrays and returns a Matplotlib figure.

Figures are made without pyplot, so that a cell that ends in one shows it once, and nothing stays
open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import colormaps, patheffects
from matplotlib.figure import Figure

INCH_PER_IMAGE = 0.62


def image_rows(
    rows: Mapping[str, np.ndarray],
    notes: Mapping[str, Sequence[str]] | None = None,
    limits: tuple[float, float] = (0.0, 1.0),
) -> Figure:
    """Images in labelled rows, one below the other, all on one grey range.

    Args:
        rows: Label -> images of shape (n, height, width) or (n, height, width, 1 or 3); every row
            has the same number and size of images.
        notes: Label -> one short text for each image, written below it.
        limits: The values drawn black and white; values beyond are clipped.

    Raises:
        ValueError: If the rows differ in shape, or notes in number.
    """
    notes = notes or {}
    arrays = {label: _as_images(images, label) for label, images in rows.items()}
    shapes = {label: images.shape for label, images in arrays.items()}
    if len({*shapes.values()}) != 1:
        raise ValueError(f"every row must hold images of one number and size, got {shapes}")
    n, height, width = next(iter(shapes.values()))[:3]
    for label, texts in notes.items():
        if label not in arrays or len(texts) != n:
            raise ValueError(f"notes[{label!r}]: expected a row's label and {n} texts, got {texts}")
    tall = INCH_PER_IMAGE * height / width
    figure = Figure(
        figsize=(1.1 + n * INCH_PER_IMAGE, len(rows) * tall + 0.2 * len(notes) + 0.1),
        layout="constrained",
    )
    figure.get_layout_engine().set(h_pad=0.01, w_pad=0.01)
    all_axes = figure.subplots(len(rows), 1, squeeze=False)[:, 0]
    for axes, (label, images) in zip(all_axes, arrays.items(), strict=True):
        _draw(axes, _mosaic(images, n), limits)
        axes.set_yticks([height / 2], [label])
        if label in notes:
            centres = [(width + 1) * i + width / 2 for i in range(n)]
            axes.set_xticks(centres, notes[label], fontsize=8)
    return figure


def image_grid(
    images: np.ndarray,
    columns: int = 10,
    limits: tuple[float, float] = (0.0, 1.0),
    gap: int = 1,
    axes=None,
) -> Figure:
    """Images in a grid, row by row, on one grey range.

    Args:
        images: Shape (n, height, width) or (n, height, width, 1 or 3).
        columns: Images in a row; the last row may be shorter.
        limits: The values drawn black and white.
        gap: Pixels between images.
        axes: Draw into these Matplotlib axes instead of a new figure.
    """
    images = _as_images(images, "images")
    if axes is None:
        n_rows = -(-len(images) // columns)
        size = (columns * INCH_PER_IMAGE, n_rows * INCH_PER_IMAGE)
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.subplots()
    _draw(axes, _mosaic(images, columns, gap), limits)
    axes.set_yticks([])
    return axes.figure


def code_map(
    codes: np.ndarray,
    labels: np.ndarray,
    names: Sequence[str] | None = None,
    axes=None,
    axis_labels: tuple[str, str] = ("code 1", "code 2"),
) -> Figure:
    """Two-dimensional codes as points, coloured by label, each label written at its median.

    Args:
        codes: Shape (n, 2).
        labels: Shape (n,), integers from 0.
        names: What to write for each label (default: the number).
        axes: Draw into these Matplotlib axes instead of a new figure.

    Raises:
        ValueError: If the shapes are not as said.
    """
    codes, labels = np.asarray(codes), np.asarray(labels)
    if codes.ndim != 2 or codes.shape[1] != 2 or labels.shape != codes.shape[:1]:
        raise ValueError(
            f"expected codes (n, 2) and labels (n,), got {codes.shape} and {labels.shape}"
        )
    if axes is None:
        axes = Figure(figsize=(5.6, 5.2), layout="constrained").subplots()
    classes = np.unique(labels)
    colours = colormaps["viridis"](np.linspace(0, 0.95, len(classes)))
    size = np.clip(15_000 / len(codes), 3, 25)  # square points; many are small, few are large
    outline = [patheffects.withStroke(linewidth=3, foreground="white")]
    for colour, value in zip(colours, classes, strict=True):
        own = codes[labels == value]
        axes.scatter(*own.T, s=size, color=colour, alpha=0.6, linewidths=0)
    for value in classes:
        x, y = np.median(codes[labels == value], axis=0)
        text = str(value) if names is None else names[value]
        axes.text(x, y, text, size=15, weight="bold", ha="center", va="center",
                  path_effects=outline)  # fmt: skip
    axes.set(xlabel=axis_labels[0], ylabel=axis_labels[1])
    axes.spines[["top", "right"]].set_visible(False)
    return axes.figure


def _as_images(images: np.ndarray, name: str) -> np.ndarray:
    images = np.asarray(images)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if not (images.ndim == 3 or (images.ndim == 4 and images.shape[3] == 3)) or len(images) == 0:
        raise ValueError(
            f"{name}: expected shape (n, height, width) or (n, height, width, 1 or 3) with n > 0, "
            f"got {images.shape}"
        )
    return images


def _mosaic(images: np.ndarray, columns: int, gap: int = 1) -> np.ma.MaskedArray:
    """One large image, with masked pixels between the small ones and where they end."""
    n, height, width = images.shape[:3]
    n_rows = -(-n // columns)
    step_y, step_x = height + gap, width + gap
    shape = (n_rows * step_y, columns * step_x, *images.shape[3:])
    mosaic = np.ma.array(np.zeros(shape, np.float32), mask=True)
    for i, image in enumerate(images):
        y, x = i // columns * step_y, i % columns * step_x
        mosaic[y : y + height, x : x + width] = image
    return mosaic[: shape[0] - gap, : shape[1] - gap]


def _draw(axes, mosaic: np.ma.MaskedArray, limits: tuple[float, float]) -> None:
    low, high = limits
    if mosaic.ndim == 3:  # colour: scaled here, imshow takes no limits for it
        mosaic = np.clip((mosaic - low) / (high - low), 0, 1).filled(1.0)
    axes.imshow(mosaic, cmap="gray", vmin=low, vmax=high, interpolation="nearest",
                extent=(0, mosaic.shape[1], mosaic.shape[0], 0))  # fmt: skip
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
