"""The first cell of a lesson: seeds, devices, and the size of what the lesson computes."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from typing import TypeVar

PROFILES = ("full", "quick")
T = TypeVar("T")


def setup(seed: int = 0) -> None:
    """Prepare this process for a lesson and print one line that says on what it runs.

    Seeds Python, NumPy and TensorFlow, lets the memory of GPUs grow instead of taking all of it,
    and imports TensorFlow with its start-up messages kept out of the notebook. In a notebook it
    also makes every Matplotlib figure that ends a cell appear as a picture.

    Raises:
        ValueError: If the environment names an unknown profile.
        RuntimeError: If Keras runs on a backend other than TensorFlow.
    """
    name = profile()
    if "keras" not in sys.modules:
        os.environ["KERAS_BACKEND"] = "tensorflow"
    with _quiet_stderr():
        import keras
        import tensorflow as tf

        if keras.config.backend() == "tensorflow":
            for gpu in tf.config.list_physical_devices("GPU"):
                if not tf.config.experimental.get_memory_growth(gpu):
                    tf.config.experimental.set_memory_growth(gpu, True)
            # The first operation and the first use of XLA bring the rest of the start-up messages.
            two_products = lambda x: tf.nn.relu(x @ x) @ x
            tf.function(two_products, jit_compile=True)(keras.ops.zeros((2, 2)))
    if keras.config.backend() != "tensorflow":
        raise RuntimeError(
            f"the course needs Keras on TensorFlow, this is {keras.config.backend()}; restart the "
            "kernel with the environment variable KERAS_BACKEND=tensorflow"
        )
    keras.utils.set_random_seed(seed)
    _show_figures()
    versions = f"TensorFlow {tf.__version__}, Keras {keras.__version__}"
    print(
        f"Python {platform.python_version()}, {versions}; {device()}; "
        f"{keras.config.dtype_policy().name}; profile {name}; seed {seed}"
    )


def profile() -> str:
    """The profile, "full" or "quick", from the environment variable COURSE_PROFILE.

    Raises:
        ValueError: If the variable holds anything else.
    """
    name = os.environ.get("COURSE_PROFILE", "") or "full"
    if name not in PROFILES:
        raise ValueError(f"COURSE_PROFILE is {name!r}; expected one of {PROFILES}, or unset (full)")
    return name


def budget(*, full: T, quick: T) -> T:
    """The one of two settings that belongs to the profile, e.g. `budget(full=40, quick=3)`."""
    return {"full": full, "quick": quick}[profile()]


def device() -> str:
    """What TensorFlow computes on, e.g. "GPU Tesla T4" or "CPU with 2 cores"."""
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    if gpus:
        names = [tf.config.experimental.get_device_details(gpu).get("device_name") for gpu in gpus]
        return ", ".join(f"GPU {name or 'of unknown name'}" for name in names)
    return f"CPU with {os.cpu_count()} cores"


def _show_figures() -> None:
    """`%matplotlib inline`, which a figure needs that was made without pyplot; only in a kernel."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if getattr(shell, "kernel", None) is not None:
        shell.run_line_magic("matplotlib", "inline")


@contextlib.contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Hold back what is written to file descriptor 2; let it through if something goes wrong.

    TensorFlow's C++ code writes there directly, so Python's sys.stderr would not catch it.
    """
    with tempfile.TemporaryFile() as held:
        sys.stderr.flush()
        original = os.dup(2)
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            sys.stderr.flush()
            held.seek(0)
            os.write(original, held.read())
            raise
        finally:
            sys.stderr.flush()
            os.dup2(original, 2)
            os.close(original)
