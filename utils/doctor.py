"""Say whether the lessons can run here, and what to do if not. Changes and downloads nothing."""

from __future__ import annotations

import importlib.util
import itertools
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
INSTALL = "run `make install`, or pip install -r requirements.txt"
# What the lessons run without, and what it is for.
EXTRAS = {
    "jupyterquiz": "to click on the answers of quizzes, which come as text otherwise",
    "nbgrader": "to release and grade homework",
    "psutil": "to grade homework",
} | dict.fromkeys(
    ("jupyter", "nbval", "pytest", "pytest-xdist", "hypothesis", "ruff"), "for upkeep"
)
VARIABLES = ("COURSE_CACHE", "COURSE_DATA", "COURSE_OFFLINE", "COURSE_PROFILE")
# For a process of its own, as TensorFlow prints much and may even crash.
PROBE = """import json, keras, tensorflow as tf
name = lambda gpu: tf.config.experimental.get_device_details(gpu).get("device_name", gpu.name)
print(json.dumps([keras.backend.backend(), *map(name, tf.config.list_physical_devices("GPU"))]))"""


class Finding(NamedTuple):
    """What was looked at. `level` is "ok", "note" (lessons run all the same) or "PROBLEM"."""

    level: str
    text: str
    advice: str = ""


def judge(fine: object, text: str, advice: str, otherwise: str = "note") -> Finding:
    """Return a finding that is "ok" or `otherwise`."""
    return Finding("ok", text) if fine else Finding(otherwise, text, advice)


def check_python(version: str = platform.python_version()) -> Iterator[Finding]:
    """Compare a version of Python with what pyproject.toml asks for."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    low, high = map(int, re.search(r'requires-python = ">=3\.(\d+),<3\.(\d+)"', text).groups())
    fine = (3, low) <= tuple(map(int, version.split(".")[:2])) < (3, high)
    advice = f"Python 3.{low} to 3.{high - 1} is needed: make install PYTHON=python3.{high - 1}"
    yield judge(fine, f"Python {version}", advice, "PROBLEM")


def check_packages() -> Iterator[Finding]:
    """Compare the installed packages with the lines of requirements.txt."""
    from packaging.requirements import Requirement

    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    for wanted in [*(Requirement(x) for x in lines if x and x[0] != "#"), Requirement("ipykernel")]:
        try:
            version = metadata.version(wanted.name)
            fine = wanted.specifier.contains(version, prereleases=True)
        except metadata.PackageNotFoundError:
            version, fine = "is not installed", False
        text = f"{wanted.name} {version}" + ("" if fine else f" (wanted: {wanted})")
        if purpose := EXTRAS.get(wanted.name):
            yield judge(fine, text, f"{INSTALL}, {purpose}")
        else:
            yield judge(fine, text, INSTALL, "PROBLEM")
    if importlib.util.find_spec("pyreadr") is None:
        yield Finding("note", "pyreadr is not installed", "pip install pyreadr, for weather_aus")


def check_devices(probe: str = PROBE) -> Iterator[Finding]:
    """Import TensorFlow and ask it for its devices, in a process of its own."""
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True)
    try:
        backend, *gpus = json.loads(run.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        last = (run.stderr.strip().splitlines() or [f"exit status {run.returncode}"])[-1]
        yield Finding("PROBLEM", f"no TensorFlow: {last}", f"{INSTALL}; it needs a CPU with AVX")
        return
    yield Finding("ok", f"{os.cpu_count()} CPUs, {', '.join(gpus) or 'no GPU'}")
    yield judge(backend == "tensorflow", f"Keras on {backend}", "unset KERAS_BACKEND", "PROBLEM")


def memory() -> tuple[float, float]:
    """Return the total and the available memory in bytes; nan where it cannot be known."""
    if importlib.util.find_spec("psutil"):  # comes with ipykernel
        seen = importlib.import_module("psutil").virtual_memory()
        return seen.total, seen.available
    linux = Path("/proc/meminfo")
    text = linux.read_text() if linux.exists() else "MemTotal: nan, MemAvailable: nan"
    total, free = re.findall(r"Mem(?:Total|Available):\s+(nan|\d+)", text)
    return 1024 * float(total), 1024 * float(free)


def check_machine() -> Iterator[Finding]:
    """Look at the memory, and at the disk that holds the cache."""
    total, free = memory()
    text = f"memory: {total / 1e9:.1f} GB, {free / 1e9:.1f} GB free"
    yield judge(not free < 4e9, text, "close other kernels, or set COURSE_PROFILE=quick")
    cache = ROOT / os.path.expanduser(os.environ.get("COURSE_CACHE") or "data/cache")
    folder = next(folder for folder in (cache, *cache.parents) if folder.exists())
    free, fine = shutil.disk_usage(folder).free, folder.is_dir() and os.access(folder, os.W_OK)
    text = f"disk: {free / 1e9:.1f} GB free for the cache, {cache}{'' if fine else ' (read-only)'}"
    yield judge(fine and free >= 2e9, text, "let COURSE_CACHE name another folder")


def check_data() -> Iterator[Finding]:
    """Look for each data set where `utils.datasets.load` does, but leave bad files alone."""
    for name in sorted(name for name in os.environ if name.startswith("COURSE_")):
        yield judge(name in VARIABLES, f"{name}={os.environ[name]}", f"unknown, not in {VARIABLES}")
    from utils import sources

    for entry in sources.data_folders()[1]:
        advice = f"correct it; a relative path starts at {ROOT}, {os.pathsep!r} separates folders"
        yield Finding("note", f"COURSE_DATA names {entry!r}, which is not a folder", advice)
    for name, entry in sources.registry().items():
        places = [] if entry["forms"] else ["installed packages"]
        for label, folder, form in sources.candidates(entry):
            try:
                for file in form["files"]:
                    sources.read_checked(folder / file["name"], file["digest"])
                places.append(label)
            except (sources.Corrupt, OSError) as error:
                text = f"{name}: {file['name']} ({label}) {error}"
                yield Finding("note", text, "it is not used; replace it")
        advice = "load it once when online, or name a folder in COURSE_DATA (data/README.md)"
        yield judge(places, f"{name}: {places[0] if places else 'only the sample'}", advice)


def findings() -> list[Finding]:
    """Return all that was found, in the order in which it is printed."""
    found: list[Finding] = []
    for check in (check_python, check_packages, check_devices, check_machine, check_data):
        try:
            found += check()
        except ImportError as error:  # what the check itself needs
            found.append(Finding("PROBLEM", f"{check.__name__} gave up: {error}", INSTALL))
    return found


def main() -> int:
    """Print the findings; return 0 if the lessons can run, 1 if not."""
    found = findings()
    for advice, group in itertools.groupby(found, key=lambda finding: finding.advice):
        print(*(f"{finding.level:8} {finding.text}" for finding in group), sep="\n")
        print(f"{'':8} -> {advice}\n" if advice else "", end="")
    problems = sum(finding.level == "PROBLEM" for finding in found)
    print(f"Problems to solve first: {problems}." if problems else "The lessons can run.")
    return min(problems, 1)


if __name__ == "__main__":
    sys.exit(main())
