"""Grade one submission, in a process of its own: whatever happens to it, the others go on.

    python -m utils.grading.worker JOB

JOB is a file of JSON with `submission` (path), `hint` (a homework's name or ""), `homework`
(folder), `root`, `level`, `limits`, `profile`, `reference` (folder or "") and `out`. With an empty
`submission` the instructor's own solution of `hint` is run, and its probes are the result.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from utils.grading import assignment, intake, merge, results, run
from utils.grading.sandbox import Limits

MOST_MEMORY = 6_000_000_000
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def grade(job: dict[str, Any]) -> dict[str, Any]:
    """Read, recognise, merge and run one submission."""
    homework = assignment.load_all(Path(job["homework"]))
    record: dict[str, Any] = {
        "homework": job["hint"],
        "findings": [],
        "notes": [],
        "points": {},
        "failures": {},
        "cells": [],
        "unanswered": [],
        "isolation": "",
        "seconds": 0.0,
    }
    try:
        handed = intake.parse(intake.read_bytes(Path(job["submission"])))
        one = merge.recognise(handed, homework, job["hint"])
    except intake.Refused as refused:
        record["findings"].append((refused.status, refused.reason))
        return record
    reference = results.read(Path(job["reference"]) / f"{one.name}-{one.digest[:16]}.json")
    if reference is None:
        return record | {"homework": one.name, "needs_reference": True}
    merged = merge.merge(handed, one)
    limits = Limits(**job["limits"]).for_machine(reference["seconds"])
    outcome = _run(job, merged, reference["probes"], limits)
    return record | _written(merged, outcome) | {"homework": one.name, "isolation": job["level"]}


def solve(job: dict[str, Any]) -> dict[str, Any]:
    """Run the instructor's solution; all its checks must pass."""
    one = assignment.load_all(Path(job["homework"]))[job["hint"]]
    merged = run.of_source(one)
    limits = Limits(**job["limits"])
    outcome = _run(job, merged, None, limits.for_machine(limits.notebook_seconds))
    missed = [c.name for c in one.cells if c.kind == "check" and c.name not in outcome.points]
    return _written(merged, outcome) | {
        "probes": outcome.probes,
        "missed": missed,
        "homework": one.name,
    }


def _run(
    job: dict[str, Any], merged: merge.Merged, reference: dict | None, limits: Limits
) -> run.Outcome:
    return run.run(merged, Path(job["root"]), job["level"], limits, reference, job["profile"])


def _written(merged: merge.Merged, outcome: run.Outcome) -> dict[str, Any]:
    cells = [
        cell | {"outputs": outcome.outputs.get(position, [])}
        for position, cell in enumerate(merged.cells)
    ]
    return {
        "findings": [*merged.findings, *outcome.findings],
        "notes": [*merged.notes, *outcome.notes],
        "points": outcome.points,
        "failures": outcome.failures,
        "cells": cells,
        "unanswered": sorted(merged.unanswered),
        "seconds": outcome.seconds,
        "memory": outcome.memory,
    }


def bound_self() -> None:
    """Limit this process, and adopt whatever a submission leaves behind, where that is possible.

    It ends in good order, and its kernel with it, when it is told to or its parent ends.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    if os.name == "posix":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, hard))  # the kernel gets its own


def main() -> None:
    """Do the job that the command line names and write its result."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    bound_self()
    record = grade(job) if job["submission"] else solve(job)
    results.write(Path(job["out"]), json.dumps(record))


if __name__ == "__main__":
    main()
