"""The photographs, and the sample cut from them; nothing is read from outside."""

import functools

import numpy as np
import pytest
from sklearn import datasets

from utils import photographs

NAMES = ["building", "flower", "portrait"]
SIZES = {"train": 3000, "valid": 600, "test": 600}


@functools.cache
def sample():
    """One copy for all tests, which leave it as it is."""
    return photographs.patches()


def parts_of(data):
    """Images and labels of each part; the validation part is the end of the training part."""
    return {
        "train": (data["x_train"][:3000], data["y_train"][:3000]),
        "valid": (data["x_train"][3000:], data["y_train"][3000:]),
        "test": (data["x_test"], data["y_test"]),
    }


def test_photos_are_the_real_pictures():
    photos = photographs.photos()
    shapes = {"building": (427, 640, 3), "flower": (427, 640, 3), "portrait": (600, 512, 3)}
    assert {key: image.shape for key, image in photos.items()} == shapes
    assert all(image.dtype == np.uint8 and image.flags.writeable for image in photos.values())
    np.testing.assert_array_equal(photos["flower"], datasets.load_sample_image("flower.jpg"))
    # Neighbouring pixels of a photograph are alike, those of noise or a wrong layout are not.
    for image in photos.values():
        grey = image.mean(axis=2)
        assert grey.std() > 30
        assert np.corrcoef(grey[1:].ravel(), grey[:-1].ravel())[0, 1] > 0.9


def test_photographs_belong_to_the_caller():
    photographs.photos()["flower"][:] = 0
    assert photographs.photos()["flower"].any()


def test_patches_have_the_form_of_cifar10():
    data = sample()
    assert list(data) == ["x_train", "y_train", "x_test", "y_test"]
    assert all(array.dtype == np.uint8 for array in data.values())
    for part, (x, y) in parts_of(data).items():
        assert x.shape == (SIZES[part], 32, 32, 3) and y.shape == (SIZES[part],)
        assert x.min() < 5 and x.max() > 250


def test_patches_depend_on_nothing_but_themselves():
    first = sample()
    np.random.seed(12345)  # noqa: NPY002 (the global generator is what is tested)
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    second = photographs.patches()
    np.testing.assert_array_equal(before, np.random.get_state()[1])  # noqa: NPY002
    assert list(first) == list(second)
    for key in first:
        np.testing.assert_array_equal(first[key], second[key], strict=True)


def test_any_three_patches_are_of_three_photographs_and_in_no_fixed_order():
    for _, y in parts_of(sample()).values():
        triples = y.reshape(-1, 3)
        np.testing.assert_array_equal(
            np.sort(triples, axis=1), np.tile([0, 1, 2], (len(y) // 3, 1))
        )
        orders, counts = np.unique(triples, axis=0, return_counts=True)
        assert len(orders) == 6 and counts.min() > 0.1 * len(triples)


STEP = 3  # columns of a photograph that share one value below: 640 / 3 values fit into a byte


@pytest.fixture
def numbered(monkeypatch):
    """Patches of pictures whose red says the column, whose green says the row, whose blue which."""
    pictures = {}
    for number, (name, photo) in enumerate(photographs.photos().items()):
        rows, columns = np.indices(photo.shape[:2]) // STEP
        channels = [columns, rows, np.full_like(rows, 100 * number)]
        pictures[name] = np.stack(channels, axis=2).astype(np.uint8)
    monkeypatch.setattr(photographs, "photos", lambda: pictures)
    return photographs.patches()


def test_the_label_is_the_photograph(numbered):
    assert list(photographs.photos()) == NAMES
    for x, y in parts_of(numbered).values():
        np.testing.assert_array_equal(x[..., 2], np.tile(100 * y[:, None, None], (1, 32, 32)))


def test_parts_come_from_regions_with_a_margin_between_them(numbered):
    for label, name in enumerate(NAMES):
        seen = {}
        for part, (x, y) in parts_of(numbered).items():
            columns = x[y == label][..., 0].astype(int)
            # All columns between the first and the last one of each patch, in steps.
            spans = zip(columns.min(axis=(1, 2)), columns.max(axis=(1, 2)), strict=True)
            seen[part] = {step for low, high in spans for step in range(low, high + 1)}
        for one, other in (("train", "valid"), ("train", "test"), ("valid", "test")):
            gap = min(abs(a - b) for a in seen[one] for b in seen[other])
            assert STEP * (gap - 1) >= 16 - 2 * STEP, (name, one, other)  # steps are coarse
        width = photographs.photos()[name].shape[1] / STEP
        assert len(seen["train"]) > 0.45 * width and len(seen["test"]) > 0.1 * width


def test_patches_are_upright_squares_of_different_sizes(numbered):
    for x, _ in parts_of(numbered).values():
        across = np.diff(x[:, 0, [0, -1], 0].astype(int))[:, 0] * STEP
        down = np.diff(x[:, [0, -1], 0, 1].astype(int))[:, 0] * STEP
        np.testing.assert_allclose(across, down, atol=3 * STEP)
        low, high = 40, 64  # pixels of the photograph; the middles of outer pixels are nearer
        assert across.min() >= low - low / 32 - 2 * STEP and across.max() <= high
        assert across.min() < 45 and across.max() > 55 and len(np.unique(across)) > 5


def test_a_patch_of_32_pixels_is_cut_out_unchanged(monkeypatch):
    monkeypatch.setattr(photographs, "SIDES", (32, 32))
    data, photos = photographs.patches(), photographs.photos()
    for patch, label in zip(data["x_test"][:6], data["y_test"][:6], strict=True):
        photo = photos[NAMES[label]]
        windows = np.lib.stride_tricks.sliding_window_view(photo, (32, 32, 3))[:, :, 0]
        places = np.argwhere((windows[:, :, 0, 0] == patch[0, 0]).all(axis=2))
        assert any(np.array_equal(windows[row, column], patch) for row, column in places)


def test_patches_look_like_photographs():
    for x, _ in parts_of(sample()).values():
        grey = x.mean(axis=3)
        assert np.corrcoef(grey[:, 1:].ravel(), grey[:, :-1].ravel())[0, 1] > 0.9
        assert (grey.std(axis=(1, 2)) > 10).mean() > 0.5  # some are plain: sky, cloth
