"""What makes a training run resumable: its whole state, written to one file after each epoch.

`tf.train.Checkpoint` does not bring back the seeds of Keras's random layers, so the state here is
simply the value of every variable that a training step touches, whoever owns it.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import os
import pathlib
import zipfile
from collections.abc import Mapping, Sequence

import keras
import numpy as np
import tensorflow as tf

from utils.training.history import History

FILE = "training_state.npz"


class RunState:
    """Where a run stands: its history, its variables, the best weights so far.

    Args:
        models: Their weights are what "best" means.
        touched: Further variables that a step reads or changes: optimizer slots, seeds.
        setting: What else must agree for a run to be resumed (data, batch size, seed).
        folder: Where to keep the state, or None.

    Raises:
        ValueError: If `folder` holds a state of another run, or is no folder.
    """

    def __init__(
        self,
        models: Sequence[keras.Model],
        touched: Sequence[tf.Variable],
        setting: str,
        folder: str | os.PathLike | None = None,
    ):
        # One entry for each variable, in an order that does not depend on how it was found.
        unique = lambda variables: list({id(v): v for v in variables}.values())
        self.weights = unique(v.value for model in models for v in model.weights)
        everything = [v.value for model in models for v in model.variables]
        self.variables = unique([*self.weights, *everything, *touched])
        self.folder = None if folder is None else pathlib.Path(folder)
        self.fingerprint = [setting, *(_describe(model) for model in models)]
        self.fingerprint += [f"{v.shape} {v.dtype.name}" for v in self.variables]
        self.history = History()
        self.best = math.inf
        self.best_weights: list[np.ndarray] = []
        self.waited = 0
        if self.folder is not None:
            self._read()

    @property
    def epoch(self) -> int:
        """Epochs finished."""
        return len(self.history.rows)

    def finish_epoch(self, row: Mapping[str, float], monitor: str | None) -> None:
        """Add the epoch's means, keep the weights if `monitor` is at its lowest, write the state.

        Raises:
            FloatingPointError: If a mean is NaN or infinite; nothing is written then.
        """
        for name, mean in row.items():
            if not math.isfinite(mean):
                error = FloatingPointError(
                    f"{name} became {mean} in epoch {self.epoch + 1}. Try a lower learning rate or "
                    "clipnorm=1.0 in the optimizer; look for log(0) and division by 0 in the loss"
                )
                error.history = self.history
                raise error
        self.history.rows.append(dict(row))
        if monitor is not None:
            self.waited += 1
            if row[monitor] < self.best:
                self.best, self.waited = row[monitor], 0
                self.best_weights = [v.numpy() for v in self.weights]
        if self.folder is not None:
            self._write()

    def put_back_best(self) -> None:
        for variable, value in zip(self.weights, self.best_weights, strict=False):
            variable.assign(value)

    def _write(self) -> None:
        meta = {
            "fingerprint": self.fingerprint,
            "rows": self.history.rows,
            "best": self.best,
            "waited": self.waited,
        }
        arrays = {f"variable_{i}": v.numpy() for i, v in enumerate(self.variables)}
        arrays |= {f"best_{i}": value for i, value in enumerate(self.best_weights)}
        # Written beside the old state and then renamed over it: a kill leaves one of the two whole.
        temporary = self.folder / f"{FILE}.{os.getpid()}.tmp"
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(temporary, "wb") as file:
            np.savez(file, meta=json.dumps(meta), **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, self.folder / FILE)

    def _read(self) -> None:
        path = self.folder / FILE
        if self.folder.exists() and not self.folder.is_dir():
            raise ValueError(f"checkpoint={self.folder} is a file; name a folder")
        if not path.exists():
            return
        try:
            with np.load(path) as file:
                arrays = dict(file)
                meta = json.loads(str(arrays.pop("meta")))
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError(
                f"{path} cannot be read ({error}); delete it to start again"
            ) from error
        if meta["fingerprint"] != self.fingerprint:
            pairs = itertools.zip_longest(meta["fingerprint"], self.fingerprint)
            there, here = next(pair for pair in pairs if pair[0] != pair[1])
            raise ValueError(
                f"checkpoint={self.folder} was written by another model or setting: it has {there} "
                f"where this run has {here}. Name another folder, or delete it to start again"
            )
        for i, variable in enumerate(self.variables):
            variable.assign(arrays[f"variable_{i}"])
        best = [name for name in arrays if name.startswith("best_")]
        self.best_weights = [arrays[f"best_{i}"] for i in range(len(best))]
        self.history = History(meta["rows"])
        self.best, self.waited = meta["best"], meta["waited"]


def _describe(model: keras.Model) -> str:
    """The model's layers in one line, with a digest of their settings, without their names.

    Keras numbers names anew in each process and cell, so equal models may differ in them.
    """
    settings = []
    for layer in model.layers:
        config = layer.get_config() if not isinstance(layer, keras.Model) else {}
        config.pop("name", None)
        settings.append((type(layer).__name__, json.dumps(config, default=str, sort_keys=True)))
    digest = hashlib.sha256(json.dumps(settings).encode()).hexdigest()[:8]
    return f"{' '.join(name for name, _ in settings)} ({digest})"
