"""Take in what was handed in: find the files, read them with suspicion, execute nothing."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

MOST_BYTES = 20_000_000
MOST_CELLS = 2000
OTHER_FORMS = {".pdf", ".py", ".html", ".htm", ".zip", ".docx", ".odt", ".txt"}
PICTURES = {"image/png", "image/jpeg"}


class Refused(Exception):
    """A file that is no notebook one can grade. `status` and `reason` are for the grade book."""

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(f"{status}: {reason}")
        self.status, self.reason = status, reason


@dataclass(frozen=True)
class Submission:
    """Who handed in what. `homework` is what the names of file and folder say, or "".

    `path` is None and `problem` (status, reason) is set if there is nothing to read.
    """

    student: str
    homework: str
    path: Path | None
    problem: tuple[str, str] | None = None
    note: str = ""


@dataclass
class Handed:
    """A notebook that was read: its cells as plain dicts without outputs, and notes on repairs.

    A cell has the keys `cell_type`, `source`, `nbgrader` (a dict, maybe empty) and `attachments`.
    """

    cells: list[dict]
    colab: bool = False
    notes: list[str] = field(default_factory=list)


def safe_name(name: str) -> str:
    """A student's name as the name of a folder; one that had to be changed stays unique."""
    safe = re.sub(r"[^\w.@ -]", "_", name).strip(". ") or "unnamed"
    if safe != name or len(safe) > 100:
        safe = f"{safe[:80]}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:6]}"
    return safe


def homework_in(text: str, names: Iterable[str]) -> str:
    """The homework whose name occurs in `text`, or ""."""
    return next((name for name in names if name.lower() in text.lower()), "")


def find(folder: Path, names: Iterable[str]) -> list[Submission]:
    """All submissions in a folder; nothing is opened and no link is followed.

    `<student>/*.ipynb`, `<student>/NN_name/*.ipynb` and `<student>*.ipynb` are known. If somebody
    handed in a homework more than once, the latest counts.

    Raises:
        ValueError: If `folder` is no folder.
    """
    if not folder.is_dir():
        what = "is no folder" if folder.exists() else "does not exist"
        raise ValueError(
            f"SUBMISSIONS is {folder.absolute()}, which {what}; name the folder that holds what "
            "was handed in, such as ann/05_denoising.ipynb"
        )
    if not os.access(folder, os.R_OK | os.X_OK):
        raise ValueError(f"SUBMISSIONS is {folder.absolute()}, which you may not read")
    names = sorted(names, key=len, reverse=True)
    grouped: dict[tuple[str, str], list[Submission]] = {}
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith((".", "_")):
            continue
        for found in _of_entry(entry, names):
            grouped.setdefault((found.student, found.homework), []).append(found)
    return [_latest(group) for _, group in sorted(grouped.items())]


def _of_entry(entry: os.DirEntry, names: list[str]) -> Iterator[Submission]:
    link = ("not a notebook", "a symbolic link, which is not followed; ask for the file itself")
    path = Path(entry.path)
    if entry.is_dir(follow_symlinks=False):
        student, others = safe_name(entry.name), []
        nothing = True
        refused: list[str] = []
        note_error = lambda error: refused.append(os.path.relpath(error.filename, path))
        for place, folders, files in os.walk(path, onerror=note_error):
            folders[:] = sorted(f for f in folders if not f.startswith("."))
            links = [f for f in folders if os.path.islink(os.path.join(place, f))]
            for name in sorted([*files, *links]):
                file = Path(place) / name
                if file.suffix.lower() == ".ipynb" and not name.startswith("."):
                    nothing = False
                    hint = homework_in(str(file.relative_to(path)), names)
                    problem = link if file.is_symlink() else None
                    yield Submission(student, hint, None if problem else file, problem)
                else:
                    others.append(file.relative_to(path).as_posix())
        if nothing and refused:
            reason = f"you may not read {'the folder' if refused == ['.'] else refused[0]}"
            yield Submission(student, "", None, ("no submission file", reason))
        elif nothing:
            reason = f"the folder holds {', '.join(others[:5])}" if others else "an empty folder"
            yield Submission(student, "", None, ("no submission file", f"{reason}; no .ipynb"))
        return
    suffix = path.suffix.lower()
    if path.is_symlink() and path.is_dir():
        yield Submission(safe_name(entry.name), "", None, link)
        return
    if suffix != ".ipynb" and suffix not in OTHER_FORMS:
        return
    hint = homework_in(path.stem, names)
    rest = re.sub(re.escape(hint), "", path.stem, flags=re.IGNORECASE) if hint else path.stem
    student = safe_name(rest.strip(" _-.") or path.stem)
    problem = link if path.is_symlink() else None
    if suffix != ".ipynb":
        problem = ("not a notebook", f"handed in as {suffix}")
    yield Submission(student, hint, None if problem else path, problem)


def _latest(group: list[Submission]) -> Submission:
    """The file that was changed last; the note names the others."""
    files = [one for one in group if one.path is not None]
    if not files:
        return group[0]
    last = max(files, key=lambda one: (os.lstat(one.path).st_mtime_ns, one.path.name))
    others = [one.path.name for one in files if one is not last]
    if not others:
        return last
    note = f"several files, the latest counts ({last.path.name}; not {', '.join(others[:5])})"
    return Submission(last.student, last.homework, last.path, None, note)


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """Read an ordinary file of limited size. A link, a pipe or a device is refused unread.

    Raises:
        Refused: With the status "not a notebook" or "too large".
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        number = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise Refused("not a notebook", f"cannot be read: {error.strerror}") from error
    seen = os.fstat(number)
    if not stat.S_ISREG(seen.st_mode):
        os.close(number)
        raise Refused("not a notebook", "no ordinary file")
    with os.fdopen(number, "rb") as file:
        if seen.st_size > most:
            size, limit = f"{seen.st_size / 1e6:.0f} MB", f"{most / 1e6:.0f} MB"
            raise Refused("too large", f"{size}, at most {limit}; ask to clear all outputs")
        data = file.read(most + 1)
    if len(data) > most:
        raise Refused("too large", f"more than {most / 1e6:.0f} MB")
    return data


def parse(data: bytes) -> Handed:
    """Make cells of a file's bytes. Outputs, and whatever a grader has no use for, are dropped.

    Raises:
        Refused: With the status "not a notebook" and what it is instead.
    """
    if not data.strip():
        raise Refused("not a notebook", "the file is empty")
    for start, what in ((b"%PDF", "a PDF file"), (b"PK\x03\x04", "a ZIP archive or document")):
        if data.startswith(start):
            raise Refused("not a notebook", f"{what} with the name of a notebook")
    try:
        raw = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refused("not a notebook", f"broken JSON: {str(error)[:120]}") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("nbformat"), int):
        raise Refused("not a notebook", "JSON, but not of a notebook")
    notes = []
    if raw["nbformat"] < 4:
        raw = _upgrade(raw)
        notes.append("an old format of notebooks, converted")
    cells = raw.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise Refused("not a notebook", "a notebook without cells")
    if len(cells) > MOST_CELLS:
        raise Refused("too large", f"{len(cells)} cells, at most {MOST_CELLS}")
    metadata = raw.get("metadata") if isinstance(raw.get("metadata"), dict) else {}
    widgets = metadata.get("widgets")
    if isinstance(widgets, dict) and not all(
        isinstance(value, dict) and "state" in value for value in widgets.values()
    ):
        notes.append("stored widgets without their state (harmless, dropped)")
    of_cells = [c.get("metadata") for c in cells if isinstance(c.get("metadata"), dict)]
    colab = "colab" in metadata or any("outputId" in m or "colab" in m for m in of_cells)
    return Handed([_clean(cell) for cell in cells], colab, notes)


def _clean(cell: dict) -> dict:
    """What of a cell is graded, each part in the form it must have."""
    kind, source = cell.get("cell_type"), cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    source = source if isinstance(source, str) else ""
    source = source.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    named = isinstance(nbgrader, dict) and isinstance(nbgrader.get("grade_id"), str)
    attachments = {}
    if kind == "markdown" and isinstance(cell.get("attachments"), dict):
        for name, forms in cell["attachments"].items():
            if isinstance(forms, dict):
                kept = {k: v for k, v in forms.items() if k in PICTURES and isinstance(v, str)}
                attachments[name] = kept
    return {
        "cell_type": kind if kind in ("code", "markdown", "raw") else "raw",
        "source": source,
        "nbgrader": nbgrader if named else {},
        "attachments": attachments,
    }


def _upgrade(raw: dict) -> dict:
    """A notebook of nbformat 1 to 3 as one of nbformat 4, outputs dropped first."""
    try:
        for sheet in raw.get("worksheets", []):
            for cell in sheet["cells"]:
                cell.setdefault("metadata", {})
                if cell.get("cell_type") == "code":
                    cell.update(outputs=[], language="python")
                    cell.setdefault("input", "")
                    cell.setdefault("collapsed", False)
        raw.setdefault("metadata", {}).setdefault("name", "")
        raw.setdefault("nbformat_minor", 0)
        return json.loads(json.dumps(nbformat.convert(nbformat.from_dict(raw), 4)))
    except Exception as error:  # the converters expect a valid notebook and fail in many ways
        reason = f"an old notebook that cannot be converted: {type(error).__name__}"
        raise Refused("not a notebook", reason) from error
