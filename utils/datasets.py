"""Load a data set of the course: `load("mnist")`.

Real data if they can be had, from COURSE_DATA, the cache or the internet (`utils.sources`, read by
`utils.formats`), a sample built on this machine if not (`utils.samples`, `utils.photographs`).
data/README.md has a card for each data set.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from utils import formats, photographs, samples, sources

# The module and the function in it that stand in for a data set.
STAND_INS = {
    "mnist": (samples, "digits"),
    "fashion_mnist": (samples, "glyphs"),
    "cifar10": (photographs, "patches"),
    "weather_aus": (samples, "weather"),
    "ecg5000": (samples, "heartbeats"),
    "nsl_kdd": (samples, "network"),
}
ECG_TEST = 1_000  # of the 5,000 beats
SAMPLE_PACKAGES = ("numpy", "scipy", "scikit-learn", "matplotlib", "pandas", "pillow")


@dataclass(frozen=True, repr=False, eq=False)
class Dataset:
    """A data set in three parts; the validation part is cut from the training part.

    Images are (n, 28, 28, 1), those of cifar10 (n, 32, 32, 3), float32 in [0, 1] or uint8, with
    labels (n,) uint8; heartbeats (n, 140) float32, each z-normalised, with labels 1 = normal;
    tables a DataFrame x and a Series y whose index is the row number in the file. `origin` is
    "original" or "sample". The arrays are the caller's to change: each call of `load` makes new
    ones.
    """

    name: str
    origin: str
    citation: str
    x_train: Any
    y_train: Any
    x_valid: Any
    y_valid: Any
    x_test: Any
    y_test: Any

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} {self.name!r} ({self.origin})"]
        for part in ("train", "valid", "test"):
            x, y = getattr(self, f"x_{part}"), getattr(self, f"y_{part}")
            lines.append(f"  {part:5}  x {x.shape} {getattr(x, 'dtype', 'table')}  y {y.shape}")
        return "\n".join(lines)


@dataclass(frozen=True, repr=False, eq=False)
class WeatherDataset(Dataset):
    """A `Dataset` and the whole `table`: all 24 columns, with the leak RISK_MM, in file order."""

    table: pd.DataFrame


@dataclass(frozen=True, repr=False, eq=False)
class Photos:
    """Photographs: `images` maps a name to a uint8 array (height, width, 3)."""

    name: str
    origin: str
    citation: str
    images: Mapping[str, np.ndarray]

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name} {image.shape}" for name, image in self.images.items())
        return f"Photos {self.name!r} ({self.origin}): {shapes}"


def load(name: str, dtype: Any = "float32", valid: int | None = None) -> Dataset | Photos:
    """Load mnist, fashion_mnist, cifar10, weather_aus, ecg5000, nsl_kdd or photos.

    Images come as `dtype`: "float32" in [0, 1], or "uint8" in 0...255 as stored (photos always
    are). `valid` is how many examples to cut from the training part for validation; 0 is allowed.
    Prints one line if the data are not the real ones or if something went wrong on the way.

    Raises ValueError for an unknown name, another dtype, or a `valid` that leaves no example.
    """
    known = sources.registry()
    if name not in known:
        near = difflib.get_close_matches(str(name).lower().replace("-", "_"), known, 1, 0.3)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"Unknown data set {name!r}. {hint}There are: {', '.join(known)}.")
    entry = known[name]
    _check_arguments(name, dtype, valid, entry)
    if name == "photos":
        return Photos(name, "original", entry["citation"], MappingProxyType(photographs.photos()))

    data, kind, problems = sources.obtain(entry, formats.read)
    origin = "sample" if data is None else "original"
    if data is None:
        data, kind = _sample(name), "sample"
        print(
            f"{name}: NOT the real data but a sample made on this machine. Why: "
            f"{'; '.join(problems)}. For the real data solve that and restart the kernel, or name "
            "a folder that holds them in COURSE_DATA (data/README.md says how)."
        )
    elif problems:
        print(f"{name}: real data, but {'; '.join(problems)}.")
    if name == "weather_aus":
        table = data["table"].assign(Date=pd.to_datetime(data["table"]["Date"]))
        return WeatherDataset(name, origin, entry["citation"], **_split_dates(table), table=table)
    if valid is None:
        valid = entry["valid"].get(kind, entry["valid"]["default"])
    arrange = {"ecg5000": _arrange_beats, "nsl_kdd": _arrange_connections}
    parts = arrange[name](data) if name in arrange else _arrange_images(data, dtype)
    return Dataset(name, origin, entry["citation"], **_cut_validation(parts, valid))


def _check_arguments(name: str, dtype: Any, valid: Any, entry: Mapping[str, Any]) -> None:
    images = name in ("mnist", "fashion_mnist", "cifar10", "photos")
    allowed = ("float32", "uint8") if images else ("float32",)
    if str(getattr(dtype, "__name__", dtype)) not in allowed:  # np.float32 and np.dtype are fine
        raise ValueError(f"dtype={dtype!r}: {name} can be had as {' or '.join(allowed)}.")
    if valid is not None and "valid" not in entry:
        why = "is not split" if name == "photos" else "is split by date, validation being 2015"
        raise ValueError(f"valid={valid!r}: {name} {why}; leave `valid` out.")
    whole = hasattr(valid, "__index__") and not isinstance(valid, bool)
    if valid is not None and (not whole or valid < 0):
        raise ValueError(f"valid={valid!r}: expected a number of examples, 0 or more.")


def _cut_validation(parts: Mapping[str, Any], valid: int) -> dict[str, Any]:
    """Make the last `valid` examples of the training part the validation part."""
    cut = len(parts["y_train"]) - valid
    if cut < 1:
        raise ValueError(
            f"valid={valid} leaves no example to train on: there are {cut + valid:,} to share"
            f" between training and validation, so choose {cut + valid - 1:,} or less."
        )
    valids = {f"{axis}_valid": parts[f"{axis}_train"][cut:] for axis in "xy"}
    return {**parts, **{f"{axis}_train": parts[f"{axis}_train"][:cut] for axis in "xy"}, **valids}


def _arrange_images(data: Mapping[str, np.ndarray], dtype: Any) -> dict[str, np.ndarray]:
    """Return images as (n, height, width, channels), uint8 or in [0, 1], in the order they have."""
    parts = {key: value.copy() for key, value in data.items() if key.startswith("y")}
    floats = np.dtype(dtype) == np.float32
    for key in ("x_train", "x_test"):
        x = data[key][..., None] if data[key].ndim == 3 else data[key]  # grey, or colour
        parts[key] = np.divide(x, 255, dtype=np.float32) if floats else x.copy()
    return parts


def _arrange_beats(data: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Pool all beats, as the test part of the file is sorted, shuffle them and divide them anew."""
    x = np.concatenate([data["x_train"], data["x_test"]]).astype(np.float32)
    y = np.concatenate([data["normal_train"], data["normal_test"]]).astype(np.uint8)
    train, test = np.split(np.random.default_rng(0).permutation(len(y)), [len(y) - ECG_TEST])
    return {"x_train": x[train], "y_train": y[train], "x_test": x[test], "y_test": y[test]}


def _arrange_connections(data: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Shuffle the training rows and take the label off, and the difficulty away.

    The difficulty of a connection says how many of 21 classifiers recognised it (Tavallaee et al.
    2009): it was computed from the label, and no detector could know it.
    """
    order = np.random.default_rng(0).permutation(len(data["train"]))
    parts = {}
    for part, table in (("train", data["train"].iloc[order]), ("test", data["test"])):
        parts[f"x_{part}"] = table.drop(columns=["label", "difficulty"])
        parts[f"y_{part}"] = table["label"]
    return parts


def _split_dates(table: pd.DataFrame) -> dict[str, Any]:
    """Train on the days to the end of 2014, validate on 2015, test on the days from 2016 on.

    A random split would put the same weather, seen by the station next door, into two parts.
    RISK_MM is tomorrow's rain in millimetres, so RainTomorrow in other words: not an input.
    """
    year, parts = table["Date"].dt.year, {}
    for part, rows in (("train", year < 2015), ("valid", year == 2015), ("test", year > 2015)):
        parts[f"x_{part}"] = table.loc[rows].drop(columns=["RISK_MM", "RainTomorrow"])
        parts[f"y_{part}"] = table.loc[rows, "RainTomorrow"]
    return parts


def _sample(name: str) -> dict[str, Any]:
    """Return the sample that stands in for a data set: from the cache, or built and put there.

    The name of the cached file changes with whatever could change its content. A cache that is
    damaged or cannot be written costs a few seconds, no more.
    """
    module, function = STAND_INS[name]
    versions = repr([metadata.version(package) for package in SAMPLE_PACKAGES])
    key = hashlib.sha256(Path(module.__file__).read_bytes() + versions.encode()).hexdigest()[:16]
    path = sources.cache_folder() / "samples" / f"{name}-{key}.npz"
    with contextlib.suppress(Exception):  # not there, or damaged: then it is built
        return _unpack(path.read_bytes())
    built = getattr(module, function)()
    content = _pack({"table": built} if isinstance(built, pd.DataFrame) else built)
    with contextlib.suppress(OSError), sources.fresh_folder(path.parent) as folder:
        Path(folder, path.name).write_bytes(content)
        Path(folder, path.name).replace(path)
    return _unpack(content)  # not `built`, so that the first time is like all others


def _pack(data: Mapping[str, Any]) -> bytes:
    """Return arrays and tables as an .npz file; no pickle, as the cache may be a shared folder."""
    arrays = dict(data)
    for key, value in data.items():
        if isinstance(value, pd.DataFrame):
            text = arrays.pop(key).to_csv(index=False)
            arrays[f"{key}.csv"] = np.frombuffer(text.encode(), np.uint8)
    np.savez(file := io.BytesIO(), **arrays)
    return file.getvalue()


def _unpack(content: bytes) -> dict[str, Any]:
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        arrays = dict(archive)
    for key in [key for key in arrays if key.endswith(".csv")]:
        arrays[key.removesuffix(".csv")] = pd.read_csv(io.BytesIO(arrays.pop(key).tobytes()))
    return arrays
