"""Try the checks of a homework on solutions of known worth.

    python -m utils.trials 01          run those of homework 01 and print the scores

Beside each homework lie solutions that somebody might hand in, `homework/trials/NN_name/`:
`TASK_right_a.py`, `TASK_wrong_forgets_the_mean.py`, with what would stand in the solution cell
TASK, below a first line such as "What it is. Score: 1 of 2." as docstring. The source notebook is
run once, in this process; where a solution cell comes, each trial gets a copy of the variables, and
the cells down to the task's last check.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import linecache
import os
import pathlib
import re
import sys
import traceback
from dataclasses import dataclass, field

import nbformat
from nbgrader.utils import is_grade, is_locked, is_solution

from utils import homework

TRIALS = pathlib.Path("homework", "trials")
NAME = re.compile(r"([a-z][a-z0-9_]*?)_(right|wrong)_([a-z0-9_]+)\.py")
FIRST_LINE = re.compile(r"(.+)\. Score: (\d+) of (\d+)\.")
HIDDEN = "### BEGIN HIDDEN TESTS"


@dataclass(frozen=True)
class Trial:
    """A solution of known worth: `score` of the `full` points of its `task`."""

    path: pathlib.Path
    task: str
    right: bool
    what: str
    score: int
    full: int

    @property
    def code(self) -> str:
        return self.path.read_text(encoding="utf-8")


@dataclass
class Outcome:
    """What a trial got, and for each check that it failed: its id, whether seen, the message."""

    trial: Trial
    score: float = 0.0
    failed: list[tuple[str, bool, str]] = field(default_factory=list)

    @property
    def seen(self) -> bool:
        """Whether the part of the checks that a student has tells that something is wrong."""
        return any(seen for _, seen, _ in self.failed)


def read(path: pathlib.Path) -> Trial:
    """A trial from its file.

    Raises:
        ValueError: If its name or its first line is not as the module's text says.
    """
    name = NAME.fullmatch(path.name)
    if name is None:
        raise ValueError(f"{path.name}: expected TASK_right_a.py or TASK_wrong_WHY.py")
    code = path.read_text(encoding="utf-8")
    text = ast.get_docstring(ast.parse(code)) or ""
    line = FIRST_LINE.fullmatch(text)
    if line is None or not code.startswith('"""'):
        raise ValueError(
            f'{path.name} begins with {text!r}; expected """What it is. Score: 1 of 2."""'
        )
    return Trial(path, name[1], name[2] == "right", line[1], int(line[2]), int(line[3]))


def of(source: pathlib.Path, root: pathlib.Path = homework.ROOT) -> list[Trial]:
    """All trials of the homework with this source notebook, in order of their names."""
    return [read(path) for path in sorted((root / TRIALS / source.stem).glob("*.py"))]


def checks(notebook: nbformat.NotebookNode, task: str) -> list[int]:
    """Places of the check cells of a task: grade ids `TASK_check` and `TASK_check_...`."""
    own = re.compile(rf"{re.escape(task)}_check(_\w+)?")
    return [
        i
        for i, cell in enumerate(notebook.cells)
        if is_grade(cell)
        and not is_solution(cell)
        and own.fullmatch(cell.metadata.nbgrader.grade_id)
    ]


def run(
    source: pathlib.Path, trials: list[Trial], seed: int = 0, only: str | None = None
) -> list[Outcome]:
    """Run a source notebook once in this process, and each trial where its solution cell stands.

    Args:
        source: The instructor's notebook.
        trials: Those of this homework.
        seed: Of Keras, NumPy and Python, set anew before each solution.
        only: Run this task alone, after the cells that are locked; no task needs another's result.

    Returns:
        An outcome for each trial, and, last, one for each task's own solution.

    Raises:
        Exception: Whatever a cell of the source raises that is no check; the source must run.
    """
    notebook = nbformat.read(source, as_version=4)
    names: dict = {"__name__": "__main__"}
    outcomes = []
    path_before = [*sys.path]
    try:
        for i, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            if (
                only
                and not is_locked(cell)
                and cell.metadata.get("nbgrader", {}).get("grade_id") != only
            ):
                continue
            if is_solution(cell):
                task = cell.metadata.nbgrader.grade_id
                last = max(checks(notebook, task), default=i)
                group = notebook.cells[i + 1 : last + 1]
                own = [trial for trial in trials if trial.task == task]
                outcomes += [_try(trial, group, dict(names), seed) for trial in own]
                reference = Trial(
                    source, task, True, "the reference", _points(group), _points(group)
                )
                reference_code = cell.source
                outcomes.append(_try(reference, group, dict(names), seed, reference_code))
                _seed(seed)
            if not is_grade(cell):
                with contextlib.redirect_stdout(io.StringIO()):
                    _execute(cell.source, f"<{cell.id}>", names)
    finally:
        sys.path[:] = path_before
    references = [o for o in outcomes if o.trial.path == source]
    return [o for o in outcomes if o.trial.path != source] + references


def _execute(code: str, name: str, names: dict) -> None:
    """Run a cell under a name by which tracebacks and TensorFlow's AutoGraph find its lines."""
    linecache.cache[name] = len(code), None, code.splitlines(keepends=True), name
    exec(compile(code, name, "exec"), names)


def _points(cells: list[nbformat.NotebookNode]) -> int:
    return sum(cell.metadata.nbgrader.points for cell in cells if is_grade(cell))


def _seed(seed: int) -> None:
    if "keras" in sys.modules:  # imported by the notebook's set-up cell
        sys.modules["keras"].utils.set_random_seed(seed)


def _try(
    trial: Trial,
    group: list[nbformat.NotebookNode],
    names: dict,
    seed: int,
    code: str | None = None,
) -> Outcome:
    """Run a solution and the cells from there to its last check, in variables of its own."""
    outcome = Outcome(trial)
    _seed(seed)
    code = trial.code if code is None else code
    problem = _problem(code, f"<{trial.path.stem} {trial.task}>", names)
    for cell in group:
        if cell.cell_type != "code" or is_solution(cell):
            continue
        found = _problem(cell.source, f"<{cell.id}>", names)
        if not is_grade(cell):
            problem = problem or found
        elif found:
            outcome.failed.append((cell.metadata.nbgrader.grade_id, *found))
        else:
            outcome.score += cell.metadata.nbgrader.points
    if problem and not outcome.failed:
        outcome.failed.append(("solution", *problem))
    return outcome


def _problem(code: str, name: str, names: dict) -> tuple[bool, str] | None:
    """What stops a cell: whether the student's version shows it, and the message; None if nothing.

    Output to stderr counts, as nbgrader gives no points to a check that writes there.
    """
    errors = io.StringIO()
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            _execute(code, name, names)
    except Exception as error:
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__)
                 if frame.filename == name]  # fmt: skip
        first_hidden = [*code.split("\n"), HIDDEN].index(HIDDEN) + 1
        text = (
            str(error) if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
        )
        return not lines or lines[0] < first_hidden, text
    if errors.getvalue():
        return True, f"writes to stderr: {errors.getvalue()}"
    return None


def table(outcomes: list[Outcome]) -> str:
    """Scores got and expected, and the first message that each trial gets."""
    lines = []
    for outcome in outcomes:
        trial = outcome.trial
        mark = " " if outcome.score == trial.score else "!"
        lines.append(
            f"{mark} {outcome.score:g} ({trial.score}) of {trial.full}  {trial.task}: {trial.what}"
        )
        for check, seen, message in outcome.failed:
            lines.append(f"      {check}, {'seen' if seen else 'hidden'}: {message}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    known = {path.name[:2]: path for path in homework.source_paths()}
    parser.add_argument("number", choices=list(known), metavar="NN", help="the homework, e.g. 01")
    parser.add_argument("--task", help="only this task, by its id, e.g. by_hand")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    os.environ.setdefault("COURSE_PROFILE", "quick")
    source = known[options.number]
    outcomes = run(source, of(source), options.seed, options.task)
    print(table(outcomes))
    return int(any(outcome.score != outcome.trial.score for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
