"""Read the files of a data set: the formats in which their authors published them.

`data/registry.json` calls a format a *kind*. `utils.sources` finds and checks the files, `read`
turns what is in them into arrays and tables, `utils.datasets` arranges and splits those.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from utils import samples, sources


def read(kind: str, contents: list[Any]) -> dict[str, Any]:
    """Turn the contents of the files of a form (see data/registry.json) into arrays or tables."""
    if kind == "arrays":
        return contents[0]
    if kind == "idx":
        names = ("x_train", "y_train", "x_test", "y_test")
        return dict(zip(names, map(_read_idx, contents), strict=True))
    if kind == "connections":
        columns = list(samples.NETWORK_COLUMNS)
        tables = [pd.read_csv(io.BytesIO(text), header=None, names=columns) for text in contents]
        return dict(zip(("train", "test"), tables, strict=True))
    if kind == "weather_csv":
        return {"table": pd.read_csv(io.BytesIO(contents[0]))}
    readers = {
        "excerpt": _divide_excerpt,
        "cifar_binary": _read_cifar,
        "beats_csv": _read_beats,
        "weather_rdata": _read_rdata,
    }
    return readers[kind](contents[0])


def _read_idx(content: bytes) -> np.ndarray:
    """Return the images (n, 28, 28) or labels (n,), uint8, in a gzipped file of LeCun's format."""
    data = gzip.decompress(content)
    axes = data[3]  # how many; the length of each, in four bytes, is the rest of the header
    return np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(-1, *[28] * (axes - 1))


def _read_cifar(content: bytes) -> dict[str, np.ndarray]:
    """Return the images (n, 32, 32, 3) and labels (n,), uint8, in the binary archive of CIFAR-10.

    A record is the label, then the red, the green and the blue plane. The archive for Python holds
    the same but as pickles, which could run code.
    """
    records = {}
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        for member in archive:  # in its order: going back would mean to decompress it again
            if member.name.endswith(".bin"):
                batch = np.frombuffer(archive.extractfile(member).read(), np.uint8)
                records[Path(member.name).stem] = batch.reshape(-1, 1 + 3 * 32 * 32)
    train = np.concatenate([records[f"data_batch_{number}"] for number in range(1, 6)])
    parts = {}
    for part, rows in (("train", train), ("test", records["test_batch"])):
        planes = rows[:, 1:].reshape(-1, 3, 32, 32)
        parts[f"x_{part}"] = np.ascontiguousarray(planes.transpose(0, 2, 3, 1))
        parts[f"y_{part}"] = rows[:, 0]
    return parts


def _divide_excerpt(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Divide images that are sorted by class into two thirds and one third, balanced, at random.

    Any ten training images from 10 i on hold each class once, so the last hundred do so evenly.
    """
    x, y, rng = arrays["x"], arrays["y"], np.random.default_rng(0)
    classes = rng.permuted(np.arange(len(y)).reshape(10, -1), axis=1)
    third = classes.shape[1] // 3
    test = rng.permutation(classes[:, :third].ravel())
    train = rng.permuted(classes[:, third:].T, axis=1).ravel()
    return {"x_train": x[train], "y_train": y[train], "x_test": x[test], "y_test": y[test]}


def _read_beats(content: bytes) -> dict[str, np.ndarray]:
    """Return the beats in TensorFlow's ecg.csv; in place of a digest, check what is known."""
    try:
        values = pd.read_csv(io.BytesIO(content), header=None, dtype=np.float32).to_numpy()
    except ValueError as error:
        raise sources.Corrupt("is not a table of numbers") from error
    x, y = values[:, :-1], values[:, -1]
    if values.shape != (4998, 141) or not np.isfinite(values).all() or set(y) != {0, 1}:
        raise sources.Corrupt(f"holds {values.shape} values, not (4998, 141) with labels 0 and 1")
    if y.sum() != 2919:
        raise sources.Corrupt(f"holds {y.sum():.0f} normal beats, not 2919")
    return {"x_train": x[:0], "normal_train": y[:0], "x_test": x, "normal_test": y}


def _read_rdata(content: bytes) -> dict[str, pd.DataFrame]:
    """Return the table weatherAUS of the R package rattle.data, with the types of the CSV file."""
    try:
        import pyreadr
    except ImportError:
        what = "weatherAUS.RData is here, but reading it takes pyreadr: pip install pyreadr"
        raise sources.Unusable(what) from None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "weatherAUS.RData")
        path.write_bytes(content)
        table = pyreadr.read_r(path)["weatherAUS"]
    # By way of CSV: R's factors become text, and whole numbers with gaps floats, as in that file.
    return {"table": pd.read_csv(io.StringIO(table.to_csv(index=False)))}
