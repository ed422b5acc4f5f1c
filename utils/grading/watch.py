"""Watch a sandbox from outside: memory, processes and disk of all that runs in it, and end it."""

from __future__ import annotations

import contextlib
import os
import stat
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from utils.grading.sandbox import Limits

TICK = 0.1  # seconds between two looks
GONE = (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess)


def descendants() -> list[psutil.Process]:
    """All processes that descend from this one, which starts nothing but its sandbox."""
    return psutil.Process().children(recursive=True)


def memory(processes: Iterable[psutil.Process], enough: int) -> int:
    """Resident bytes of the processes together.

    What several share is counted for each of them, so a sum above `enough` is taken again from
    proportional sizes, which cost more to read.
    """
    total, processes = 0, list(processes)
    for process in processes:
        with contextlib.suppress(*GONE):
            total += process.memory_info().rss
    if total <= enough:
        return total
    fair = 0
    for process in processes:
        with contextlib.suppress(*GONE):
            full = process.memory_full_info()
            fair += getattr(full, "pss", full.rss)
    return fair


def disk(folders: Iterable[Path]) -> int:
    """Bytes in ordinary files below the folders; what vanishes meanwhile counts nothing."""
    total = 0
    for folder in folders:
        for place, _, names in os.walk(folder, onerror=lambda _: None):
            for name in names:
                with contextlib.suppress(OSError):
                    seen = os.lstat(os.path.join(place, name))
                    total += seen.st_blocks * 512 if stat.S_ISREG(seen.st_mode) else 0
    return total


def end_all(seconds: float = 20) -> None:
    """Kill every descendant of this process and wait until none is left.

    Raises:
        RuntimeError: If some are left after `seconds`.
    """
    deadline = time.monotonic() + seconds
    while left := descendants():
        for process in left:
            with contextlib.suppress(*GONE):
                process.kill()
        psutil.wait_procs(left, timeout=0.2)
        if time.monotonic() > deadline:
            raise RuntimeError(f"{len(descendants())} processes of a submission could not be ended")


class Watcher(threading.Thread):
    """Looks every `TICK`; at the first limit that is passed it sets `verdict` and ends all.

    `verdict` is None or (status, reason).
    """

    def __init__(self, limits: Limits, writable: list[Path]) -> None:
        super().__init__(daemon=True)
        self.limits, self.writable = limits, writable
        self.verdict: tuple[str, str] | None = None
        self.peak = 0
        self._over = threading.Event()

    def look(self) -> tuple[str, str] | None:
        """One look at everything."""
        processes = descendants()
        if len(processes) > self.limits.processes:
            return "too many processes", f"more than {self.limits.processes} processes at a time"
        used = memory(processes, self.limits.memory)
        self.peak = max(self.peak, used)
        if used > self.limits.memory:
            return "out of memory", f"more than {self.limits.memory / 1e9:.1f} GB of memory"
        if disk(self.writable) > self.limits.disk:
            return "too much disk", f"more than {self.limits.disk / 1e9:.1f} GB of files"
        return None

    def run(self) -> None:
        """Look until told to stop."""
        while not self._over.wait(TICK):
            try:
                verdict = self.look()
            except Exception as error:  # who is not watched must not run
                verdict = "crashed", f"it could not be watched: {type(error).__name__}: {error}"
            if verdict is not None:
                self.verdict = verdict
                end_all()
                return

    def stop(self) -> None:
        """Stop looking; returns when the last look is over."""
        self._over.set()
        self.join()
