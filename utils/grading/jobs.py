"""How to grade, and jobs that processes of their own do (`grading.worker`)."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil

from utils.grading.sandbox import PATIENCE, Limits

CODE = Path(__file__).resolve().parents[2]


class CannotGrade(Exception):
    """Grading cannot begin: the homework itself or this machine is at fault."""


@functools.cache
def surroundings() -> str:
    """A digest of Python, all installed packages and `utils/`.

    Probes describe functions by their code, so those of another version are no reference.
    """
    parts = [sys.version, *sorted(f"{d.name} {d.version}" for d in metadata.distributions())]
    parts += [path.read_text("utf-8") for path in sorted((CODE / "utils").rglob("*.py"))]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Settings:
    """Where everything is, and how to grade. `build` gets everything that is made."""

    homework: Path
    build: Path
    level: str
    limits: Limits = field(default_factory=Limits)
    jobs: int = 2
    profile: str = "quick"
    expected: str = ""
    again: bool = False

    @property
    def folder(self) -> Path:
        """nbgrader's course folder."""
        return self.build / "grading"

    @property
    def reference(self) -> Path:
        """What the instructor's solutions gave, with the packages that are installed now."""
        return self.folder / "reference" / surroundings()


def stop_all(seconds: float = 20) -> None:
    """End the jobs that are running; they end their sandboxes."""
    running = psutil.Process().children()
    for process in running:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    for process in psutil.wait_procs(running, timeout=seconds)[1]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def work(settings: Settings, job: dict[str, Any]) -> dict[str, Any]:
    """Let a process of its own do a job of `grading.worker`.

    Raises:
        RuntimeError: If it gave no result.
    """
    seconds = 2 * PATIENCE * settings.limits.notebook_seconds + 400
    with tempfile.TemporaryDirectory(prefix="job-") as folder:
        path, out = Path(folder) / "job.json", Path(folder) / "out.json"
        common = {
            "homework": str(settings.homework.absolute()),
            "root": str(CODE),
            "level": settings.level,
            "limits": asdict(settings.limits),
            "profile": settings.profile,
            "reference": str(settings.reference.absolute()),
            "out": str(out),
        }
        path.write_text(json.dumps(common | job), encoding="utf-8")
        try:
            done = subprocess.run(
                [sys.executable, "-m", "utils.grading.worker", str(path)],
                env=os.environ | {"PYTHONPATH": str(CODE)},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=seconds,
            )
        except subprocess.TimeoutExpired as error:
            raise RuntimeError(f"no result after {seconds:.0f} s") from error
        if not out.exists():
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            last = lines[-1] if lines else f"exit status {done.returncode}"
            raise RuntimeError(last[-500:])
        return json.loads(out.read_text(encoding="utf-8"))
