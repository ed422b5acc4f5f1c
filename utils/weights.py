"""Trained weights: those that come with the course, and those you have trained yourself.

    weights.save(decoder, "09_vae2_decoder")    # after a training, in the full profile
    weights.load(decoder, "09_vae2_decoder")    # instead of one

`save` writes to `build/weights/`, which git ignores. `python -m utils.publish execute` moves what a
lesson has saved to `lessons/weights/`, so the course's own files change only with their lesson.
Only values are stored, without the architecture: such a file loads in older and newer versions of
Keras, which a `.keras` file does not.
"""

from __future__ import annotations

import os
import pathlib
import re
from typing import TYPE_CHECKING

import h5py

from utils import runtime

if TYPE_CHECKING:
    import keras

ROOT = pathlib.Path(__file__).resolve().parents[1]
OWN = pathlib.Path("build", "weights")
PUBLISHED = pathlib.Path("lessons", "weights")
SUFFIX = ".weights.h5"
MOST_BYTES = 2_000_000


def save(model: keras.Model, name: str, root: pathlib.Path = ROOT) -> None:
    """Keep the weights of a trained model in `build/weights/`; in the quick profile do nothing.

    Args:
        model: Any built Keras model.
        name: The lesson's number, an underscore and what it is, e.g. "09_vae2_decoder".

    Raises:
        ValueError: If the name does not look like that, or the file would have more than 2 MB. Then
            nothing is kept, and a file saved earlier stays.
    """
    path = root / OWN / _file_name(name)
    if runtime.profile() == "quick":
        print(f"{name}: not saved, as training in the quick profile is only a test")
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"unfinished_{path.name}")
    try:
        model.save_weights(unfinished)
        size = unfinished.stat().st_size
        if size > MOST_BYTES:
            raise ValueError(
                f"the weights of {name!r} need {size:,} bytes, at most {MOST_BYTES:,} are allowed; "
                f"the model has {model.count_params():,} parameters: make it smaller"
            )
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def load(model: keras.Model, name: str, root: pathlib.Path = ROOT) -> keras.Model:
    """Give `model` the weights saved under `name`: your own if there are any, or the course's.

    Args:
        model: Built, with the architecture of the one that was saved. It is changed in place.
        name: As given to `save`.

    Returns:
        The same model, so that loading can stand where the model is made.

    Raises:
        FileNotFoundError: If there are no weights of that name.
        ValueError: If they belong to another architecture, or the name is not one `save` takes.
    """
    file = _file_name(name)
    found = [folder / file for folder in (OWN, PUBLISHED) if (root / folder / file).exists()]
    if not found:
        raise FileNotFoundError(
            f"no weights {name!r} in {OWN} or {PUBLISHED}; there are {available(root) or 'none'}. "
            "Train the model, or fetch the course again"
        )
    path = root / found[0]
    # Keras would fill a model with fewer layers than the file has, and say nothing.
    stored, expected = _stored_shapes(path), sorted(tuple(v.shape) for v in model.variables)
    if stored != expected:
        own = f" If you changed the model since you trained it, delete {found[0]}."
        raise ValueError(
            f"{found[0]} holds weights of shapes {stored}, this model needs {expected}. Build the "
            f"model as the lesson does.{own if found[0].is_relative_to(OWN) else ''}"
        )
    model.load_weights(path)
    return model


def available(root: pathlib.Path = ROOT) -> list[str]:
    """The names that `load` knows, sorted."""
    paths = [path for folder in (OWN, PUBLISHED) for path in (root / folder).glob(f"*{SUFFIX}")]
    names = {path.name.removesuffix(SUFFIX) for path in paths}
    return sorted(name for name in names if not name.startswith("unfinished_"))


def _stored_shapes(path: pathlib.Path) -> list[tuple[int, ...]]:
    shapes = []
    with h5py.File(path) as file:
        file.visititems(lambda _, x: shapes.append(x.shape) if hasattr(x, "shape") else None)
    return sorted(shapes)


def _file_name(name: str) -> str:
    if not re.fullmatch(r"\d\d_[a-z0-9_]+", name):
        raise ValueError(
            f"weights are named like '09_vae2_decoder': the lesson's number, then lower-case "
            f"letters, digits and underscores; got {name!r}"
        )
    return name + SUFFIX
