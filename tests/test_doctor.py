"""`utils.doctor`: each problem is found, and named with what to do about it."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from utils import doctor, sources


@pytest.fixture(autouse=True)
def sandbox(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("COURSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))


def about(findings, words):
    """Return the one finding whose text contains `words`."""
    (finding,) = [finding for finding in findings if words in finding.text]
    return finding


@pytest.mark.parametrize(
    ("version", "level"),
    [
        ("3.9.18", "PROBLEM"),
        ("3.10.0", "ok"),
        ("3.13.9", "ok"),
        ("3.14.0", "PROBLEM"),
        ("3.15.0a1", "PROBLEM"),
        ("4.0.0", "PROBLEM"),
    ],
)
def test_python_is_compared_with_pyproject(version, level):
    (finding,) = doctor.check_python(version)
    assert finding.level == level
    assert ("make install PYTHON=python3.13" in finding.advice) == (level == "PROBLEM")


def test_packages_are_compared_with_requirements(monkeypatch, tmp_path):
    lines = ["# comment", "", "numpy>=2.0", "pandas>=99", "no-such-package>=1", "pytest<1"]
    (tmp_path / "requirements.txt").write_text("\n".join(lines))
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    found = list(doctor.check_packages())
    assert about(found, "numpy").level == "ok"
    assert np.__version__ in about(found, "numpy").text
    assert about(found, "pandas").level == "PROBLEM"
    assert "wanted: pandas>=99" in about(found, "pandas").text
    assert about(found, "no-such-package is not installed").level == "PROBLEM"
    assert about(found, "pytest").level == "note"  # lessons run without it
    assert all("make install" in f.advice for f in found if f.level == "PROBLEM")
    assert about(found, "ipykernel").level in ("ok", "PROBLEM")  # looked for in any case


def test_what_lessons_do_not_need_is_only_noted(monkeypatch):
    hidden = ("pyreadr",)
    real = doctor.importlib.util.find_spec
    monkeypatch.setattr(
        doctor.importlib.util, "find_spec", lambda name: None if name in hidden else real(name)
    )
    finding = about(doctor.check_packages(), "pyreadr is not installed")
    assert finding.level == "note" and "pip install pyreadr" in finding.advice

    def nowhere(name):
        raise doctor.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(doctor.metadata, "version", nowhere)
    found = list(doctor.check_packages())
    levels = {finding.text.split()[0]: finding.level for finding in found}
    assert {levels[name] for name in doctor.EXTRAS} == {"note"}
    assert {"jupyterquiz", "nbgrader", "psutil", "pytest", "ruff"} <= set(doctor.EXTRAS)
    assert "come as text" in about(found, "jupyterquiz is not installed").advice
    assert "homework" in about(found, "nbgrader is not installed").advice
    needed = ["tensorflow", "keras", "numpy", "pandas", "scikit-learn", "matplotlib", "ipykernel"]
    assert {levels[name] for name in needed} == {"PROBLEM"}


@pytest.mark.parametrize(
    ("probe", "expected"),
    [
        ("print('noise'); print('[\"tensorflow\"]')", [("ok", "no GPU"), ("ok", "Keras on")]),
        ('print(\'["tensorflow", "T4"]\')', [("ok", "T4"), ("ok", "Keras on tensorflow")]),
        ("print('[\"jax\"]')", [("ok", "no GPU"), ("PROBLEM", "Keras on jax")]),
        ("import no_such_module", [("PROBLEM", "No module named 'no_such_module'")]),
        ("import os; os._exit(3)", [("PROBLEM", "exit status 3")]),
        ("print('[')", [("PROBLEM", "no TensorFlow")]),
    ],
)
def test_devices_are_asked_for_in_a_process_of_its_own(probe, expected):
    found = list(doctor.check_devices(probe))
    assert [finding.level for finding in found] == [level for level, _ in expected]
    for finding, (_, words) in zip(found, expected, strict=True):
        assert words in finding.text


@pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="no /proc/meminfo here")
def test_memory_without_psutil(monkeypatch):
    total, free = doctor.memory()
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: None)
    assert doctor.memory()[0] == pytest.approx(total, rel=0.01)
    assert doctor.memory()[1] == pytest.approx(free, rel=0.3)
    monkeypatch.setattr(Path, "exists", lambda self: False)
    assert np.isnan(doctor.memory()).all()


def test_memory_and_disk(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "memory", lambda: (64e9, 48e9))
    usage = type("Usage", (), {"free": 3e9})
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: usage)
    assert [finding.level for finding in doctor.check_machine()] == ["ok", "ok"]
    usage.free = 1e9
    monkeypatch.setattr(doctor, "memory", lambda: (4e9, 2e9))
    memory, disk = doctor.check_machine()
    assert (memory.level, disk.level) == ("note", "note")
    assert "2.0 GB free" in memory.text and "COURSE_PROFILE=quick" in memory.advice
    assert "1.0 GB free" in disk.text and "COURSE_CACHE" in disk.advice
    monkeypatch.setattr(doctor, "memory", lambda: (float("nan"), float("nan")))
    usage.free = 3e9
    (tmp_path / "cache").write_text("a file")
    memory, disk = doctor.check_machine()
    assert (memory.level, disk.level) == ("ok", "note") and "read-only" in disk.text


def test_data_sets_are_found_but_never_touched(monkeypatch, tmp_path):
    def refuse(*arguments, **keywords):
        raise AssertionError("the doctor must not call anybody")

    monkeypatch.setattr(sources.socket, "create_connection", refuse)
    data = tmp_path / "data"
    data.mkdir()
    (data / "mnist.npz").write_bytes(b"damaged")
    (data / "ecg.csv").write_text("1,2")  # no digest to check
    (data / "cifar10_12k.npz").write_bytes(b"damaged")
    monkeypatch.setenv("COURSE_DATA", os.pathsep.join([str(data), "no/such/folder"]))
    monkeypatch.setenv("COURSE_DATE", "mistyped")
    found = list(doctor.check_data())
    mnist = [finding for finding in found if finding.text.startswith("mnist")]
    assert [finding.level for finding in mnist] == ["note", "note"]
    assert "cannot be read" in mnist[0].text and "not used" in mnist[0].advice
    assert "only the sample" in mnist[1].text and "data/README.md" in mnist[1].advice
    cifar10 = [finding for finding in found if finding.text.startswith("cifar10: ")]
    assert [finding.level for finding in cifar10] == ["note", "note"]
    assert "cifar10_12k.npz" in cifar10[0].text and "only the sample" in cifar10[1].text
    assert about(found, "ecg5000") == ("ok", 'ecg5000: COURSE_DATA folder "data"', "")
    assert about(found, "photos") == ("ok", "photos: installed packages", "")
    assert about(found, "COURSE_DATA=").level == "ok"
    assert about(found, "COURSE_DATE=mistyped").level == "note"
    assert about(found, "'no/such/folder', which is not a folder").level == "note"
    assert sorted(os.listdir(data)) == ["cifar10_12k.npz", "ecg.csv", "mnist.npz"]
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("level", ["ok", "note", "PROBLEM"])
def test_the_exit_status_says_whether_lessons_run(level, monkeypatch, capsys):
    finding = doctor.Finding(level, "text", "" if level == "ok" else "do this")
    monkeypatch.setattr(doctor, "findings", lambda: [finding, finding])
    assert doctor.main() == (level == "PROBLEM")
    said = capsys.readouterr().out
    assert said.count(f"{level:8} text\n") == 2
    assert said.count("-> do this") == (level != "ok")  # once for both
    assert said.endswith("Problems to solve first: 2.\n" if level == "PROBLEM" else "can run.\n")


def test_it_runs_where_neither_tensorflow_nor_pooch_can_be_imported(tmp_path):
    for package in ("tensorflow", "keras", "pooch"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("raise ImportError('broken on purpose')")
    path = os.pathsep.join([str(tmp_path), str(doctor.ROOT)])
    run = subprocess.run(
        [sys.executable, "-m", "utils.doctor"],
        env={**os.environ, "PYTHONPATH": path},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1, run.stderr
    assert "PROBLEM  no TensorFlow: ImportError: broken on purpose" in run.stdout
    assert "PROBLEM  check_data gave up: broken on purpose" in run.stdout
    assert "memory:" in run.stdout and "Problems to solve first:" in run.stdout
