"""Photographs that installed packages carry, and the sample of small colour images cut from them.

Like the other samples (`utils.samples`): deterministic, with a random generator of its own, built
in a second. Numbers measured on the sample do not describe the data set it stands in for.
"""

from __future__ import annotations

import numpy as np
from matplotlib import cbook, image
from PIL import Image
from sklearn import datasets

# What the patches in each of six upright strips of a photograph are for. Strips from top to bottom
# give every part some sky and some ground; neither the first nor the last has most of the subject.
STRIPS = ("train", "test", "train", "valid", "train", "train")
# Pixels left out at the right of each strip: JPEG compresses blocks of up to 16x16 pixels, and none
# may reach into two strips.
MARGIN = 16
SIDES = (40, 64)  # smallest and largest square that becomes a patch, pixels of the photograph
PATCHES = {"train": 1000, "valid": 200, "test": 200}  # from each photograph


def photos() -> dict[str, np.ndarray]:
    """Three real photographs that installed packages carry, RGB, uint8 in 0..255: "building" and
    "flower" (427, 640, 3) from scikit-learn, "portrait" (600, 512, 3) from matplotlib."""
    building, flower = map(datasets.load_sample_image, ("china.jpg", "flower.jpg"))
    portrait = image.imread(cbook.get_sample_data("grace_hopper.jpg", asfileobj=False))
    return {"building": building.copy(), "flower": flower.copy(), "portrait": portrait.copy()}


def patches() -> dict[str, np.ndarray]:
    """Patches of `photos` in the form of CIFAR-10: `x_train` (3600, 32, 32, 3), `x_test` (600, 32,
    32, 3), RGB, uint8 in 0..255; `y_train`, `y_test`, uint8, the photograph a patch is from: 0
    building, 1 flower, 2 portrait, each once in any three patches from 3 i on.

    Squares of random side (`SIDES`) at random places, shrunk to 32x32. Those of a part overlap
    each other, but the parts come from strips of their own (`STRIPS`, `MARGIN`), so that none
    holds a pixel of another; the last 600 of `x_train` are such a part, for validation.
    """
    rng, drawn = np.random.default_rng(32), {}
    for part, count in PATCHES.items():
        # (photograph, patch, ...): the patches of each photograph are in random order already.
        x = np.stack([_cut(_strips(photo, part), count, rng) for photo in photos().values()])
        y = rng.permuted(np.tile(np.arange(len(x)), (count, 1)), axis=1)
        drawn[f"x_{part}"] = x[y, np.arange(count)[:, None]].reshape(-1, *x.shape[2:])
        drawn[f"y_{part}"] = y.ravel().astype(np.uint8)
    train = {f"{axis}_train": [drawn[f"{axis}_train"], drawn[f"{axis}_valid"]] for axis in "xy"}
    tests = {key: drawn[key] for key in ("x_test", "y_test")}
    return {key: np.concatenate(both) for key, both in train.items()} | tests


def _strips(photo: np.ndarray, part: str) -> list[Image.Image]:
    """Return the strips of a photograph (height, width, 3) that belong to a part, without margin.

    As pictures of their own, so that shrinking cannot look beyond their edges.
    """
    edges = np.linspace(0, photo.shape[1], len(STRIPS) + 1).astype(int)
    strips = zip(STRIPS, edges[:-1], edges[1:] - MARGIN, strict=True)
    return [Image.fromarray(photo[:, left:right]) for use, left, right in strips if use == part]


def _cut(strips: list[Image.Image], count: int, rng: np.random.Generator) -> np.ndarray:
    """Return `count` random squares from pictures, shrunk to (count, 32, 32, 3), uint8."""
    result = np.empty((count, 32, 32, 3), np.uint8)
    for patch in result:
        strip, side = strips[rng.integers(len(strips))], rng.integers(*SIDES, endpoint=True)
        left, top = (rng.integers(length - side, endpoint=True) for length in strip.size)
        square = (left, top, left + side, top + side)
        patch[:] = strip.resize((32, 32), Image.Resampling.LANCZOS, box=square)
    return result
