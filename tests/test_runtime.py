"""The first cell of a lesson: what it prepares, what it prints, what it keeps quiet."""

from __future__ import annotations

import contextlib
import os
import pathlib
import random
import re
import subprocess
import sys

import keras
import nbformat
import numpy as np
import pytest
import tensorflow as tf
from nbclient import NotebookClient

from utils import runtime

ROOT = pathlib.Path(__file__).resolve().parents[1]
LINE = (
    rf"Python {sys.version_info[0]}\.\d+\.\d+, TensorFlow {re.escape(tf.__version__)}, "
    rf"Keras {re.escape(keras.__version__)}; (CPU with \d+ cores|GPU .+); "
    r"float32; profile (full|quick); seed \d+\n"
)


# --- profile and budget -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variable", "name"), [(None, "full"), ("", "full"), ("full", "full"), ("quick", "quick")]
)
def test_profile_comes_from_the_environment_and_is_full_without_it(monkeypatch, variable, name):
    monkeypatch.delenv("COURSE_PROFILE", raising=False)
    if variable is not None:
        monkeypatch.setenv("COURSE_PROFILE", variable)
    assert runtime.profile() == name
    assert runtime.budget(full=40, quick=3) == {"full": 40, "quick": 3}[name]


def test_an_unknown_profile_is_refused_with_the_known_ones(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_PROFILE", "Quick")
    message = r"COURSE_PROFILE is 'Quick'; expected one of \('full', 'quick'\), or unset"
    for function in (runtime.profile, lambda: runtime.budget(full=1, quick=2), runtime.setup):
        with pytest.raises(ValueError, match=message):
            function()
    assert capsys.readouterr().out == ""


def test_budget_takes_its_settings_by_name_only():
    with pytest.raises(TypeError):
        runtime.budget(40, 3)


# --- setup ------------------------------------------------------------------------------------


@pytest.fixture
def generators():
    """Leave Python's and NumPy's generators as they were."""
    states = random.getstate(), np.random.get_state()  # noqa: NPY002
    yield
    random.setstate(states[0])
    np.random.set_state(states[1])  # noqa: NPY002


def draw() -> tuple[float, float, float, float]:
    weights = lambda: keras.initializers.GlorotUniform()((1, 1))  # takes a seed from Python's
    return (
        random.random(),
        np.random.random_sample(),  # noqa: NPY002
        tf.random.uniform([]).numpy().item(),
        weights().numpy().item(),
    )


@pytest.mark.usefixtures("generators")
def test_setup_seeds_python_numpy_tensorflow_and_keras():
    runtime.setup(seed=3)
    first = draw()
    assert first[0] == random.Random(3).random()
    assert first[1] == np.random.RandomState(3).random_sample()
    runtime.setup(seed=3)
    assert draw() == first
    runtime.setup(seed=4)
    assert all(new != old for new, old in zip(draw(), first, strict=True))


@pytest.mark.usefixtures("generators")
def test_setup_says_on_what_it_runs(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_PROFILE", "quick")
    runtime.setup(seed=7)
    printed = capsys.readouterr()
    assert re.fullmatch(LINE, printed.out)
    assert printed.out.endswith("profile quick; seed 7\n")
    assert printed.err == ""


def test_a_fresh_process_prints_one_line_and_nothing_of_tensorflows_start():
    # TF_CPP_MIN_LOG_LEVEL, set for the other tests, would hide what setup itself must hide.
    environment = {k: v for k, v in os.environ.items() if k != "TF_CPP_MIN_LOG_LEVEL"}
    environment |= {"KERAS_BACKEND": "jax", "COURSE_PROFILE": "full", "TF_ENABLE_ONEDNN_OPTS": "1"}
    code = "from utils import runtime; runtime.setup(); import keras; assert keras.ops.ones(1) == 1"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(LINE, done.stdout)
    assert done.stderr == ""


def test_in_a_notebook_setup_leaves_one_line_and_a_figure_that_ends_a_cell_is_shown_once():
    cells = [
        "from utils import plots, runtime\nruntime.setup()",
        "plots.image_grid([[[0, 1], [1, 0]]])",
        "figure = plots.image_grid([[[0, 1], [1, 0]]])",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in cells])
    NotebookClient(notebook).execute(env=os.environ | {"PYTHONPATH": str(ROOT)})
    first, shown, kept = (cell.outputs for cell in notebook.cells)
    assert [output.output_type for output in first] == ["stream"]
    assert re.fullmatch(LINE, first[0].text)
    assert [set(output.data) for output in shown] == [{"image/png", "text/plain"}]
    assert kept == []


def test_another_backend_of_keras_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(keras.config, "backend", lambda: "jax")
    with pytest.raises(RuntimeError, match=r"this is jax; restart the kernel .*=tensorflow"):
        runtime.setup()


# --- devices ----------------------------------------------------------------------------------


@pytest.fixture
def gpus(monkeypatch) -> dict[str, bool]:
    """Two GPUs that this machine does not have: name -> whether its memory grows."""
    growing = {"gpu:0": False, "gpu:1": True}
    physical = lambda kind=None: list(growing) if kind == "GPU" else []
    details = lambda gpu: {"device_name": "Tesla T4"} if gpu == "gpu:0" else {}
    monkeypatch.setattr(tf.config, "list_physical_devices", physical)
    monkeypatch.setattr(tf.config.experimental, "get_device_details", details)
    monkeypatch.setattr(tf.config.experimental, "get_memory_growth", growing.get)

    def set_memory_growth(gpu, enable):
        assert not growing[gpu], "TensorFlow refuses to change a GPU that it already uses"
        growing[gpu] = enable

    monkeypatch.setattr(tf.config.experimental, "set_memory_growth", set_memory_growth)
    return growing


@pytest.mark.usefixtures("generators")
def test_setup_lets_the_memory_of_every_gpu_grow_and_may_run_again(gpus, capsys):
    runtime.setup()
    assert gpus == {"gpu:0": True, "gpu:1": True}
    runtime.setup()
    assert capsys.readouterr().out.count("; GPU Tesla T4, GPU of unknown name; ") == 2


def test_without_a_gpu_the_device_is_the_cpu_with_its_cores(monkeypatch):
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind=None: [])
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert runtime.device() == "CPU with 6 cores"


# --- stderr -----------------------------------------------------------------------------------


def test_quiet_stderr_holds_back_what_c_code_writes_and_ends_with_the_block(capfd):
    with runtime._quiet_stderr():
        os.write(2, b"cannot find a GPU\n")
    os.write(2, b"afterwards\n")
    assert capfd.readouterr().err == "afterwards\n"


@pytest.mark.parametrize("error", [ImportError, KeyboardInterrupt])
def test_quiet_stderr_lets_everything_through_when_something_goes_wrong(error, capfd):
    with (
        open(2, "w", closefd=False) as buffered,
        contextlib.redirect_stderr(buffered),
        pytest.raises(error),
        runtime._quiet_stderr(),
    ):
        os.write(2, b"libcudart.so not found\n")
        print("and no line end", end="", file=sys.stderr)
        raise error
    assert capfd.readouterr().err == "libcudart.so not found\nand no line end"


def test_quiet_stderr_leaves_no_file_open():
    def is_open(descriptor):
        try:
            os.fstat(descriptor)
        except OSError:
            return False
        return True

    before = [is_open(i) for i in range(256)]
    with runtime._quiet_stderr():
        pass
    assert [is_open(i) for i in range(256)] == before
