"""What `train` returns: the means of each epoch, as arrays, a table or curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np


class History:
    """The mean of every recorded term, epoch by epoch.

    `history["loss"]` is an array with one value per epoch, `history.epochs` the epochs counted from
    1, `history.seconds` the wall time of the training. The key "seconds" holds the time of each
    epoch; the first one includes checking, copying and tracing.
    """

    def __init__(self, rows: Sequence[Mapping[str, float]] = ()):
        self.rows = [dict(row) for row in rows]

    @property
    def epochs(self) -> list[int]:
        return list(range(1, len(self.rows) + 1))

    @property
    def seconds(self) -> float:
        return sum(row["seconds"] for row in self.rows)

    def keys(self) -> list[str]:
        return [key for key in (self.rows[0] if self.rows else ()) if key != "seconds"]

    def __getitem__(self, key: str) -> np.ndarray:
        if self.rows and key not in self.rows[0]:
            raise KeyError(f"no term {key!r} was recorded; there are {[*self.rows[0]]}")
        return np.array([row[key] for row in self.rows])

    def __repr__(self) -> str:
        return f"{len(self.rows)} epochs in {self.seconds:.1f} s: {self.summary()}"

    def summary(self) -> str:
        """The last epoch's terms in one line."""
        return ", ".join(f"{key} {self.rows[-1][key]:.4g}" for key in self.keys())

    def to_frame(self):
        """A pandas DataFrame: one row per epoch, one column per term, and "seconds"."""
        import pandas as pd

        return pd.DataFrame(self.rows, index=pd.Index(self.epochs, name="epoch"))

    def plot(self, *keys: str, unit: str = "loss"):
        """The learning curves of `keys` (default: the losses) as a Matplotlib figure.

        `unit` labels the vertical axis. The validation curve is dashed; each is named at its end.
        """
        from matplotlib.figure import Figure

        keys = keys or tuple(key for key in self.keys() if key.endswith("loss"))
        figure = Figure(figsize=(6.4, 3.2), layout="constrained")
        axes = figure.subplots()
        for key in keys:
            style = "--" if key.startswith("validation_") else "-"
            (line,) = axes.plot(self.epochs, self[key], style, label=key.replace("_", " "))
            line.set_marker("o" if len(self.rows) == 1 else "")
        axes.set(xlabel="epoch", ylabel=unit)
        axes.legend(frameon=False)
        axes.spines[["top", "right"]].set_visible(False)
        return figure
