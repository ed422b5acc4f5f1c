"""A course of two tiny homeworks, and what students make of them, for the tests of grading."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader import preprocessors

SECRET = "12345.678"  # stands in a hidden check only
Cells = list[nbformat.NotebookNode]


def nbgrader(name: str, kind: str, points: float = 0) -> dict:
    """Metadata of a cell as nbgrader writes them, schema 3."""
    roles = {"answer": (False, True, False), "check": (True, False, True),
             "manual": (True, True, False), "locked": (False, False, True)}  # fmt: skip
    grade, solution, locked = roles[kind]
    found = {"grade_id": name, "grade": grade, "solution": solution, "locked": locked,
             "task": False, "schema_version": 3}  # fmt: skip
    return {"nbgrader": found | ({"points": points} if grade else {})}


def first_homework() -> Cells:
    """Two tasks that are checked and a question: 10 points."""
    return [
        new_markdown_cell("# Homework 1\nRead it."),
        new_code_cell("import numpy as np"),
        new_code_cell(
            "def same_shape(a, b):\n    return np.shape(a) == np.shape(b)",
            metadata=nbgrader("helper", "locked"),
        ),
        new_markdown_cell("## Mean square", metadata=nbgrader("text", "locked")),
        new_code_cell(
            "def mean_square(x):\n    ### BEGIN SOLUTION\n    return np.mean(np.square(x))\n"
            "    ### END SOLUTION",
            metadata=nbgrader("mean_square", "answer"),
        ),
        new_code_cell(
            "got = mean_square([1, 3])\nassert np.allclose(got, 5), f'expected 5, got {got}'\n"
            "### BEGIN HIDDEN TESTS\n"
            f"x = np.array([0.0, 2 * {SECRET}])\nwanted = 2 * {SECRET} ** 2\n"
            "assert same_shape(mean_square(x), wanted), 'a number was expected'\n"
            "assert np.allclose(mean_square(x), wanted), 'wrong for other numbers'\n"
            "### END HIDDEN TESTS",
            metadata=nbgrader("mean_square_check", "check", 3),
        ),
        new_code_cell(
            "### BEGIN SOLUTION\nvalues = [k**2 for k in range(10)]\n### END SOLUTION",
            metadata=nbgrader("squares", "answer"),
        ),
        new_code_cell(
            "assert len(values) == 10, f'10 numbers, got {len(values)}'\n"
            "### BEGIN HIDDEN TESTS\nassert all(v == k * k for k, v in enumerate(values))\n"
            "### END HIDDEN TESTS",
            metadata=nbgrader("squares_check", "check", 4),
        ),
        new_markdown_cell("Why? Write here.", metadata=nbgrader("why", "manual", 3)),
    ]


def second_homework() -> Cells:
    """One task, 1 point."""
    return [
        new_markdown_cell("# Homework 2", metadata=nbgrader("title", "locked")),
        new_code_cell(
            "### BEGIN SOLUTION\ny = 2\n### END SOLUTION", metadata=nbgrader("y", "answer")
        ),
        new_code_cell("assert y == 2, 'y is 2'", metadata=nbgrader("y_check", "check", 1)),
    ]  # fmt: skip


def notebook(cells: Cells) -> nbformat.NotebookNode:
    """A notebook with readable, stable ids of cells."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    for number, cell in enumerate(made.cells):
        cell["id"] = f"cell-{number}"
    return made


def release_of(source: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """What students get, by nbgrader's own steps."""
    made = copy.deepcopy(source)
    for step in ("LockCells", "ClearSolutions", "ClearHiddenTests", "ComputeChecksums"):
        made, _ = getattr(preprocessors, step)().preprocess(made, {"nbgrader": {}})
    return made


def make_course(folder: Path) -> Path:
    """Write both homeworks below `folder` and return it."""
    for name, cells in (("01_tiny", first_homework()), ("02_other", second_homework())):
        source = notebook(cells)
        for part, made in (("source", source), ("release", release_of(source))):
            path = folder / part / name / f"{name}.ipynb"
            path.parent.mkdir(parents=True)
            nbformat.write(made, path)
    return folder


ANSWERS = {
    "mean_square": "def mean_square(x):\n    return sum(v * v for v in x) / len(x)",
    "squares": "values = [k * k for k in range(10)]",
    "why": "Because of $x^2$.",
}


class Student:
    """A student's copy of the first homework, answered correctly until something is changed."""

    def __init__(self, course: Path) -> None:
        path = course / "release" / "01_tiny" / "01_tiny.ipynb"
        self.notebook = nbformat.read(path, as_version=4)
        for name, text in ANSWERS.items():
            self[name]["source"] = text

    def __getitem__(self, name: str) -> nbformat.NotebookNode:
        return next(c for c in self.notebook.cells if self.name(c) == name)

    @staticmethod
    def name(cell: nbformat.NotebookNode) -> str:
        """The grade id of a cell, or ""."""
        return cell.metadata.get("nbgrader", {}).get("grade_id", "")

    def answer(self, name: str, text: str) -> Student:
        """Replace an answer."""
        self[name]["source"] = text
        return self

    def before(self, name: str, text: str) -> Student:
        """Put a cell of their own before a known one."""
        position = self.notebook.cells.index(self[name])
        self.notebook.cells.insert(position, new_code_cell(text))
        return self

    def edit(self, change: Callable[[nbformat.NotebookNode], object]) -> Student:
        """Change the notebook in place."""
        change(self.notebook)
        return self

    def drop(self, name: str) -> Student:
        """Delete a cell."""
        self.notebook.cells.remove(self[name])
        return self

    def bytes(self) -> bytes:
        """The file."""
        return json.dumps(self.notebook).encode()
