"""What became of each submission: statuses, their order, and the table of grades."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from utils.grading.assignment import Homework

# Where several hold, the first counts; all are in the note. For each: what to do.
ADVICE = {
    "no submission file": "ask for the notebook",
    "not a notebook": "ask for the .ipynb file",
    "too large": "ask for it without outputs",
    "wrong lesson": "ask for the right notebook",
    "checks disabled": "read the notebook and talk to the student; no points until then",
    "crashed": "read what is left; what depended on that cell has no points",
    "out of memory": "read that cell; what depended on it has no points",
    "too many processes": "read that cell; what depended on it has no points",
    "too much disk": "read that cell; what depended on it has no points",
    "timed out": "read that cell; what depended on it has no points",
    "too much output": "read that cell; what depended on it has no points",
    "grade cell duplicated": "nothing; each check counted once",
    "grade cell deleted": "nothing; it was put back and counts",
    "tampered (restored)": "nothing; our version was run and counts",
    "Colab re-save": "nothing",
    "graded": "",
}
UNREAD = ("no submission file", "not a notebook", "too large", "wrong lesson")
COLUMNS = (
    "student",
    "homework",
    "status",
    "points",
    "total",
    "maximum",
    "manual_pending",
    "isolation",
    "note",
    "seconds",
)


def status_of(findings: list[tuple[str, str]]) -> str:
    """The status that counts among what was found.

    Raises:
        ValueError: If something was found that has no place in `ADVICE`.
    """
    found = {status for status, _ in findings}
    if found - set(ADVICE):
        raise ValueError(f"unknown status {sorted(found - set(ADVICE))}; expected {list(ADVICE)}")
    return next((status for status in ADVICE if status in found), "graded")


def note_of(record: dict[str, Any]) -> str:
    """One line: what was found, in order of weight, what to do, and what else was seen."""
    order = list(ADVICE)
    findings = sorted(record["findings"], key=lambda finding: order.index(finding[0]))
    status = status_of(findings)
    parts = [text if name == status else f"{name}: {text}" for name, text in findings]
    parts += [ADVICE[status]] if ADVICE[status] else []
    failed = [f"{name}: {text}" for name, text in record.get("failures", {}).items()]
    text = "; ".join([*parts, *record.get("notes", []), *failed])
    return " ".join(text.split())[:1500]


def row(record: dict[str, Any], homework: Homework | None, manual: dict[str, float]) -> dict:
    """A line of the table. `manual` has the points that were given by hand.

    What could not be read has no total rather than 0.
    """
    status = status_of(record["findings"])
    line = dict.fromkeys(COLUMNS, "") | {
        "student": record["student"],
        "homework": record["homework"],
        "status": status,
        "isolation": record.get("isolation", ""),
        "note": note_of(record),
        "seconds": f"{record.get('seconds', 0):.1f}",
    }
    if status in UNREAD or homework is None or "points" not in record:
        return line
    points, pending = scores(record, homework, manual)
    shown = [
        f"{cell.name}={'?' if cell.name in pending else f'{points[cell.name]:g}'}/{cell.points:g}"
        for cell in homework.cells
        if cell.graded
    ]
    return line | {
        "points": "; ".join(shown),
        "total": f"{sum(points.values()):g}",
        "maximum": f"{homework.points:g}",
        "manual_pending": "; ".join(pending),
    }


def scores(
    record: dict[str, Any], homework: Homework, manual: dict[str, float]
) -> tuple[dict[str, float], list[str]]:
    """Points of each graded cell, and the cells that somebody has yet to read.

    An answer that was left as it was given needs no reading. Points by hand override.
    """
    points, pending = {}, []
    for cell in homework.cells:
        if not cell.graded:
            continue
        if cell.name in manual:
            points[cell.name] = manual[cell.name]
        elif cell.kind == "check":
            points[cell.name] = float(record["points"].get(cell.name, 0))
        else:
            points[cell.name] = 0.0
            if cell.name not in record["unanswered"]:
                pending.append(cell.name)
    return points, pending


def safe_for_tables(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def table(rows: list[dict]) -> str:
    """The rows as CSV."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for line in rows:
        writer.writerow({key: safe_for_tables(str(value)) for key, value in line.items()})
    return stream.getvalue()


def write(path: Path, text: str) -> None:
    """Write a file so that it is either the old or the new one, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:50]}.")
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def read(path: Path) -> dict[str, Any] | None:
    """A record of an earlier run, or None if there is none that is whole."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) and "findings" in record else None
