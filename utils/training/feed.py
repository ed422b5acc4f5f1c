"""Training data, checked before anything runs, in the forms that an epoch works on."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf


@dataclasses.dataclass(frozen=True)
class Feed:
    """Training data: `arrays`, to be put on the device, or a `dataset` of batches."""

    spec: Any  # of the batch that one replica sees
    batch_size: int  # over all replicas
    size: int = 0  # examples
    arrays: Any = None
    dataset: tf.data.Dataset | None = None

    @property
    def steps(self) -> int:
        return self.size // self.batch_size


def make_feed(data: Any, batch_size: int | None, replicas: int = 1) -> Feed:
    """Check `data` and `batch_size` (see `train`).

    Raises:
        ValueError: For data that are empty, unequal in length or not finite, an endless Dataset, a
            batch size that does not fit the number of examples or of replicas.
    """
    if isinstance(data, tf.data.Dataset):
        if batch_size is not None:
            raise ValueError(f"a Dataset brings its own batches: leave out {batch_size=}")
        spec = as_batches(data, "data", 1).element_spec
        sizes = {part.shape[0] for part in tf.nest.flatten(spec)}
        if replicas > 1 and any(size is None or size % replicas for size in sizes):
            raise ValueError(
                f"on {replicas} replicas a Dataset needs batches of one size that {replicas} "
                "divides: use .batch(n, drop_remainder=True)"
            )
        return Feed(spec, 256, dataset=data)
    arrays = as_arrays(data, "data")
    size = len(tf.nest.flatten(arrays)[0])
    batch_size = min(256, size) if batch_size is None else batch_size
    if not 1 <= batch_size <= size or batch_size % replicas:
        raise ValueError(
            f"batch_size={batch_size} does not fit: expected at most {size}, the number of "
            f"examples, and a multiple of {replicas}, the number of replicas"
        )
    local = batch_size // replicas
    spec = tf.nest.map_structure(lambda x: tf.TensorSpec((local, *x.shape[1:]), x.dtype), arrays)
    return Feed(spec, batch_size, size, arrays=arrays)


def as_batches(data: Any, what: str, batch_size: int) -> tf.data.Dataset:
    """`data` as a finite Dataset of batches, in its own order."""
    if not isinstance(data, tf.data.Dataset):
        return tf.data.Dataset.from_tensor_slices(as_arrays(data, what)).batch(batch_size)
    if data.cardinality() in (0, tf.data.INFINITE_CARDINALITY):
        problem = "empty" if data.cardinality() == 0 else "endless: end it with .take(n)"
        raise ValueError(f"{what} must be a finite Dataset of batches; this one is {problem}")
    return data


def as_arrays(data: Any, what: str) -> Any:
    """`data` as one NumPy array, or a tuple or dict of them; float64 becomes float32."""
    if isinstance(data, Mapping):
        parts = {f"{what}[{key!r}]": part for key, part in data.items()}
    elif isinstance(data, tuple):
        parts = {f"{what}[{index}]": part for index, part in enumerate(data)}
    else:
        parts = {what: data}
    arrays = {name: _as_array(part, name) for name, part in parts.items()}
    lengths = {name: len(array) for name, array in arrays.items()}
    if not lengths or len({*lengths.values()}) > 1:
        raise ValueError(f"arrays of one length are needed, one entry an example; got {lengths}")
    if isinstance(data, Mapping):
        return dict(zip(data, arrays.values(), strict=True))
    return tuple(arrays.values()) if isinstance(data, tuple) else arrays[what]


def _as_array(part: Any, name: str) -> np.ndarray:
    array = np.asarray(part)
    if array.dtype == np.float64:
        array = array.astype(keras.config.floatx())
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name} must hold numbers, got {array.dtype}; encode or drop columns")
    if array.ndim == 0 or array.size == 0:
        raise ValueError(f"{name} is empty: got shape {array.shape}, expected (n, ...) with n > 0")
    if array.dtype.kind == "f" and not (finite := np.isfinite(array)).all():
        raise ValueError(
            f"{name} holds {(~finite).sum()} NaN or infinite values of {array.size}, the first at "
            f"index {tuple(map(int, np.argwhere(~finite)[0]))}; fill them in, and leave them out "
            "of the loss with a mask: train(loss, models, (x, mask))"
        )
    return array
