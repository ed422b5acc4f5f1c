"""A homework as the grader knows it: the instructor's cells, their points, and the release."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat

# Enters the digest of each homework: raised when grading changes so that old results do not hold.
VERSION = 2


@dataclass(frozen=True)
class Cell:
    """A cell with nbgrader's metadata.

    `kind` is "check" (graded by running it), "manual" (an answer graded by hand), "task" (graded
    by hand, answered in other cells), "answer" (a solution) or "locked" (read-only).
    `source` is the instructor's text, `given` what the release shows.
    """

    name: str
    kind: str
    cell_type: str
    source: str
    given: str
    points: float
    metadata: dict

    @property
    def graded(self) -> bool:
        """Whether the cell carries points."""
        return self.kind in ("check", "manual", "task")


@dataclass(frozen=True)
class Homework:
    """Name, nbgrader cells in order, both notebooks, and a digest of them."""

    name: str
    cells: tuple[Cell, ...]
    source: nbformat.NotebookNode
    release: nbformat.NotebookNode
    digest: str

    def __getitem__(self, name: str) -> Cell:
        return next(cell for cell in self.cells if cell.name == name)

    @property
    def points(self) -> float:
        """The most points that can be reached."""
        return sum(cell.points for cell in self.cells)


def kind_of(metadata: dict) -> str:
    """The kind of a cell (see `Cell`) by its nbgrader metadata; "" for one without a role."""
    grade, solution = bool(metadata.get("grade")), bool(metadata.get("solution"))
    if metadata.get("task"):
        return "task"
    if grade or solution:
        return {(True, False): "check", (True, True): "manual"}.get((grade, solution), "answer")
    return "locked" if metadata.get("locked") else ""


def nbgrader_of(cell: dict) -> dict:
    """A cell's nbgrader metadata if it has an id, else an empty dict."""
    found = cell.get("metadata", {}).get("nbgrader")
    named = isinstance(found, dict) and isinstance(found.get("grade_id"), str)
    return found if named else {}


def load(source: Path, release: Path) -> Homework:
    """Read a homework from its two notebooks.

    Raises:
        ValueError: If an id occurs twice, or the release does not have the cells of the source.
    """
    notebook, given = (nbformat.read(path, as_version=4) for path in (source, release))
    shown = {nbgrader_of(cell)["grade_id"]: cell for cell in given.cells if nbgrader_of(cell)}
    cells: list[Cell] = []
    for cell in notebook.cells:
        metadata = dict(nbgrader_of(cell))
        kind = kind_of(metadata)
        if not kind:
            continue
        name = metadata["grade_id"]
        if name in {other.name for other in cells}:
            raise ValueError(f"{source}: two cells are called {name!r}; rename one of them")
        if name not in shown:
            raise ValueError(f"{release} has no cell {name!r}; regenerate it (make homework)")
        points = float(metadata.get("points") or 0) if kind in ("check", "manual", "task") else 0.0
        cells.append(
            Cell(name, kind, cell.cell_type, cell.source, shown[name].source, points, metadata)
        )
    extra = set(shown) - {cell.name for cell in cells}
    if extra:
        raise ValueError(f"{release} has cells that {source} has not: {sorted(extra)}")
    texts = [[c.cell_type, c.source, c.metadata.get("nbgrader")] for c in notebook.cells]
    texts += [[c.cell_type, c.source] for c in given.cells]
    digest = hashlib.sha256(json.dumps([VERSION, texts], sort_keys=True).encode()).hexdigest()
    return Homework(source.stem, tuple(cells), notebook, given, digest)


def named(text: str, known: Iterable[str]) -> str:
    """The homework that `text` means: its name or how it begins, such as "05"; "" stays.

    Raises:
        ValueError: If there is no such homework, or more than one.
    """
    names = list(known)
    found = [name for name in names if name == text] or [x for x in names if x.startswith(text)]
    if text and len(found) != 1:
        raise ValueError(f"homework {text!r}: expected one of {', '.join(names)}, or its number")
    return found[0] if text else ""


def load_all(folder: Path) -> dict[str, Homework]:
    """All homework below `folder`, which holds `source/` and `release/`, by name.

    Raises:
        ValueError: If there is none, or one has no release.
    """
    found = {}
    for path in sorted(folder.glob("source/*/*.ipynb")):
        if path.stem != path.parent.name:
            continue
        release = folder / "release" / path.stem / path.name
        if not release.exists():
            raise ValueError(f"{release} is missing; generate it (make homework)")
        found[path.stem] = load(path, release)
    if not found:
        raise ValueError(f"no homework in {folder}; expected source/NN_name/NN_name.ipynb")
    return found
