"""Homework: the release is made from the source and gives nothing away, and the checks are just."""

from __future__ import annotations

import ast
import json
import os
import pathlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import determine_grade, is_grade, is_locked, is_solution

from utils import homework, publish, trials

ROOT = homework.ROOT
SOURCES = homework.source_paths()
each_homework = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)


def read(path: pathlib.Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def cell_of(kind: str, grade_id: str, source: str, points: int = 1, markdown: bool = False):
    """A cell of a made-up homework; `kind` is "locked", "solution", "check" or "answer"."""
    metadata: dict[str, Any] = {
        "grade_id": grade_id, "schema_version": 3, "task": False,
        "grade": kind in ("check", "answer"), "solution": kind in ("solution", "answer"),
        "locked": kind in ("locked", "check"),
    }  # fmt: skip
    if metadata["grade"]:
        metadata["points"] = points
    new = new_markdown_cell if markdown else new_code_cell
    return new(source, id=grade_id, metadata={"nbgrader": metadata})


def mini() -> nbformat.NotebookNode:
    """A homework with one task and one open question, without TensorFlow."""
    solution = (
        "def double(x):\n    ### BEGIN SOLUTION\n"
        "    return x + x  # secret way\n    ### END SOLUTION"
    )
    check = (
        "assert double(1) == 2, 'double(1) is not 2'\n### BEGIN HIDDEN TESTS\n"
        "assert double(-3.5) == -7.0, 'negative'\n### END HIDDEN TESTS"
    )
    cells = [
        new_markdown_cell("# Double a number", id="text-1"),
        cell_of("locked", "setup", "limit = 10"),
        cell_of("solution", "double", solution),
        cell_of("check", "double_check", check, points=2),
        cell_of("answer", "why", "Model answer: twice. Award one point.", 3, markdown=True),
    ]
    return new_notebook(cells=cells)


# --- from source to release -------------------------------------------------------------------


@each_homework
def test_source_and_release_are_those_that_the_command_makes(source):
    notebook = read(source)
    folder = homework.release_path(source).parent.relative_to(ROOT).as_posix()
    homework.tidy(notebook, folder)
    assert source.read_text("utf-8") == nbformat.writes(notebook) + "\n", "run `make homework`"
    stored = homework.release_path(source).read_text("utf-8")
    assert stored == nbformat.writes(homework.released(notebook)) + "\n", "run `make homework`"


def test_no_release_is_without_its_source():
    folders = {path.parent.name for path in (ROOT / homework.RELEASE).glob("*/*.ipynb")}
    assert folders == {source.stem for source in SOURCES}


@pytest.mark.skipif(sys.platform == "win32", reason="nbgrader's commands want a Unix file system")
def test_nbgrader_itself_makes_the_same_release(tmp_path, monkeypatch):
    """Whoever uses `nbgrader generate_assignment` gets our cells, ids and checksums."""
    # For its grade book nbgrader calls `alembic`, which lies beside this Python.
    beside = str(pathlib.Path(sys.executable).parent)
    monkeypatch.setenv("PATH", os.pathsep.join([beside, os.environ["PATH"]]))
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    notebook = mini()
    homework.tidy(notebook, "homework/release/01_mini")
    folder = tmp_path / "source" / "01_mini"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "01_mini.ipynb")
    config = Config()
    config.CourseDirectory.root = str(tmp_path)
    made = NbGraderAPI(config=config).generate_assignment("01_mini")
    assert made["success"], made["log"]
    theirs = read(tmp_path / "release" / "01_mini" / "01_mini.ipynb")
    ours = homework.released(notebook)
    assert theirs.cells == ours.cells
    assert [cell.metadata.nbgrader.checksum for cell in ours.cells[1:]]


@pytest.fixture
def course(tmp_path):
    """A course folder with the mini homework as homework 01."""
    (tmp_path / "pyproject.toml").write_text(
        'name = "mini-course"\nversion = "1.2.3"\nRepository = "https://github.com/ann/mini"\n'
    )
    folder = tmp_path / homework.SOURCE / "01_mini"
    folder.mkdir(parents=True)
    nbformat.write(mini(), folder / "01_mini.ipynb")
    return tmp_path


def test_a_release_shows_the_task_and_the_visible_check_and_nothing_else_of_them(course):
    (path,) = homework.release(course)
    assert path == course / homework.RELEASE / "01_mini" / "01_mini.ipynb"
    cells = {cell.id: cell for cell in read(path).cells}
    stub = "# YOUR CODE HERE\n    raise NotImplementedError()"
    assert cells["double"].source == f"def double(x):\n    {stub}"
    assert cells["double_check"].source == "assert double(1) == 2, 'double(1) is not 2'"
    assert cells["why"].source == "YOUR ANSWER HERE"
    assert cells["setup"].source == (
        publish.setup_cell(course, "homework/release/01_mini") + "\nlimit = 10"
    )
    assert not cells["setup"].metadata.editable and not cells["double_check"].metadata.deletable
    assert cells["double"].metadata.get("editable", True)


def test_a_second_release_changes_nothing_and_a_lost_source_takes_its_release_along(course):
    files = lambda: {path: path.read_bytes() for path in course.rglob("*.ipynb")}
    list(homework.release(course))
    before = files()
    list(homework.release(course))
    assert files() == before and len(before) == 2
    (source,) = homework.source_paths(course)
    source.unlink()
    source.parent.rmdir()
    assert list(homework.release(course)) == [] and files() == {}


def test_what_editors_leave_in_a_source_is_removed_and_its_text_kept(course):
    (source,) = homework.source_paths(course)
    notebook = mini()
    notebook.metadata.widgets = {"state": "secret way"}
    cell = notebook.cells[2]
    cell.metadata |= {"execution": {"iopub.execute_input": "2026"}, "tags": ["keep"]}
    cell.execution_count = 7
    cell.outputs = [nbformat.v4.new_output("stream", text="secret way")]
    nbformat.write(notebook, source)
    list(homework.release(course))
    tidied = read(source)
    assert set(tidied.metadata) == {"kernelspec", "language_info"}
    assert tidied.cells[2].outputs == [] and tidied.cells[2].execution_count is None
    assert set(tidied.cells[2].metadata) == {"nbgrader", "tags"}
    assert tidied.cells[2].source == cell.source


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (lambda n: n.cells[3].update(source="### BEGIN HIDDEN TESTS\n1"), "No end hidden tests"),
        (lambda n: n.cells[0].update(source="### BEGIN SOLUTION\n### END SOLUTION"), "Solution"),
        (lambda n: n.cells.append({**n.cells[2], "id": "again"}), "validate"),
        (lambda n: n.update(cells=n.cells[:1]), "no code cell"),
    ],
)
def test_a_faulty_source_is_refused_with_its_name_and_the_old_release_stays(
    course, fault, message, monkeypatch, capsys
):
    list(homework.release(course))
    (source,) = homework.source_paths(course)
    notebook = mini()
    fault(notebook)
    source.write_text(json.dumps(notebook), encoding="utf-8")
    kept = homework.release_path(source, course).read_bytes()
    monkeypatch.setattr(homework.release, "__defaults__", (course,))
    assert homework.main(["release"]) == 1
    said = capsys.readouterr().err
    assert "01_mini.ipynb: " in said and message in said
    assert homework.release_path(source, course).read_bytes() == kept


# --- nothing is given away --------------------------------------------------------------------


def secret_and_visible(source: nbformat.NotebookNode) -> tuple[set[str], set[str]]:
    """Lines (of prose: sentences) that students must not see, and those that they may."""
    secret: set[str] = set()
    visible: set[str] = set()
    for cell in source.cells:
        hide = whole = is_solution(cell) and "### BEGIN SOLUTION" not in cell.source
        for line in cell.source.split("\n"):
            if re.search(r"### (BEGIN|END) ", line):
                hide = "BEGIN" in line
                secret.add(line.strip())
                continue
            parts = re.split(r"(?<=[.:;]) ", line) if cell.cell_type == "markdown" else [line]
            (secret if hide or whole else visible).update(part.strip() for part in parts)
    return secret - {""}, visible


def strings(node: Any) -> Iterator[str]:
    """Every string anywhere in a notebook: sources, outputs, metadata, keys included."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)


def leaks(source: nbformat.NotebookNode, release: nbformat.NotebookNode) -> list[str]:
    """What of the source's secret lines is in the release and not in the source's visible part.

    Long lines count wherever they occur, short ones (`else:`) where they are a line.
    """
    secret, visible = secret_and_visible(source)
    everything, allowed = "\n".join(strings(release)), "\n".join(visible)
    lines = {line.strip() for line in everything.split("\n")}
    return sorted(
        line
        for line in secret - visible
        if line in lines or (len(line) >= 12 and line in everything and line not in allowed)
    )


@each_homework
def test_a_release_holds_no_trace_of_a_solution_a_hidden_check_or_a_marking_guide(source):
    assert leaks(read(source), read(homework.release_path(source))) == []


@pytest.mark.parametrize(
    "plant",
    [
        lambda n: n.cells[2].update(source="return x + x  # secret way"),
        lambda n: n.cells[1].metadata.update(hint="see: return x + x  # secret way"),
        lambda n: n.cells[1].update(outputs=[{"text": "assert double(-3.5) == -7.0, 'negative'"}]),
        lambda n: n.metadata.update({"Award one point.": 1}),
        lambda n: n.cells[3].update(source="### BEGIN HIDDEN TESTS"),
    ],
)
def test_a_leak_would_be_noticed_wherever_it_is(plant):
    source = mini()
    release = homework.released(source)
    assert leaks(source, release) == []
    plant(release)
    assert len(leaks(source, release)) == 1


# --- the form of a homework -------------------------------------------------------------------


def tasks(notebook: nbformat.NotebookNode) -> list[str]:
    """Grade ids of the tasks: cells with a solution, open questions included."""
    return [cell.metadata.nbgrader.grade_id for cell in notebook.cells if is_solution(cell)]


@each_homework
def test_a_homework_belongs_to_a_lesson_and_has_three_to_five_tasks_for_ten_points(source):
    assert source.stem in {path.stem for path in publish.lesson_paths()}
    notebook = read(source)
    assert re.match(r"# Homework \d\d: \w+", notebook.cells[0].source)
    assert 3 <= len(tasks(notebook)) <= 5
    assert sum(cell.metadata.nbgrader.points for cell in notebook.cells if is_grade(cell)) == 10
    by_hand = [cell for cell in notebook.cells if is_grade(cell) and is_solution(cell)]
    assert by_hand and all("**Marking guide.**" in cell.source for cell in by_hand)


@each_homework
def test_cells_are_marked_as_nbgrader_wants_and_have_readable_ids(source):
    notebook = read(source)
    MetadataValidator().validate_nb(notebook)
    assert not [i for i, n in Counter(cell.id for cell in notebook.cells).items() if n > 1]
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader")
        if marks is None:
            assert re.fullmatch(r"(text|code)-\d+", cell.id) or re.fullmatch(r"[0-9a-f-]+", cell.id)
            continue
        assert cell.id == marks.grade_id
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", marks.grade_id)
        assert marks.grade or marks.solution or marks.locked, marks.grade_id
        if is_solution(cell) and not is_grade(cell):
            assert "### BEGIN SOLUTION" in cell.source, marks.grade_id


@each_homework
def test_the_first_code_cell_is_the_set_up_cell_and_cannot_be_edited(source):
    first = next(cell for cell in read(source).cells if cell.cell_type == "code")
    folder = homework.release_path(source).parent.relative_to(ROOT).as_posix()
    assert first.source.startswith(publish.setup_cell(folder=folder) + "\n"), "run `make homework`"
    assert first.id == "setup" and is_locked(first)


@each_homework
def test_each_task_has_checks_of_its_own_that_say_what_is_wrong(source):
    notebook = read(source)
    found = set()
    for task in tasks(notebook):
        cells = [notebook.cells[i] for i in trials.checks(notebook, task)]
        found |= {cell.id for cell in cells}
        if not any(cell.id == task and is_grade(cell) for cell in notebook.cells):
            assert any(trials.HIDDEN in cell.source for cell in cells), f"{task}: no hidden check"
    for cell in notebook.cells:
        if not is_grade(cell) or is_solution(cell):
            continue
        assert cell.id in found, f"{cell.id}: expected TASK_check or TASK_check_WHAT"
        tree = ast.parse(cell.source)
        silent = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Assert) and n.msg is None]
        assert silent == [], f"{cell.id}: an assert without a message, line {silent}"
        # A value at a cell's end is what nbgrader would take for the number of points.
        last = tree.body[-1]
        printed = isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call)
        assert not printed, f"{cell.id} ends in a value"
        visible = cell.source.split(trials.HIDDEN)[0]
        assert "assert" in visible or re.search(r"^\s*\w+\(", visible, re.MULTILINE), cell.id


# --- trials -----------------------------------------------------------------------------------


@each_homework
def test_each_task_has_two_right_and_three_wrong_trials_with_possible_scores(source):
    notebook = read(source)
    own = trials.of(source)
    auto = {
        task: [notebook.cells[i] for i in trials.checks(notebook, task)] for task in tasks(notebook)
    }
    auto = {task: cells for task, cells in auto.items() if cells}
    assert {trial.task for trial in own} == set(auto)
    for trial in own:
        points = [cell.metadata.nbgrader.points for cell in auto[trial.task]]
        assert trial.full == sum(points), trial.path.name
        assert (trial.score == trial.full) == trial.right, trial.path.name
        assert 0 <= trial.score <= trial.full
    for task in auto:
        assert sum(trial.right for trial in own if trial.task == task) >= 2, task
        assert sum(not trial.right for trial in own if trial.task == task) >= 3, task


@pytest.mark.heavy
@each_homework
def test_every_trial_gets_its_score_and_most_wrong_ones_are_told_why(source, monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "quick")
    monkeypatch.delenv("COURSE_DATA", raising=False)
    outcomes = trials.run(source, trials.of(source))
    assert [o for o in outcomes if o.score != o.trial.score] == [], "\n" + trials.table(outcomes)
    wrong = [o for o in outcomes if o.trial.score < o.trial.full]
    assert all(text for o in wrong for _, _, text in o.failed)
    for task in {o.trial.task for o in wrong}:
        told = [o.seen for o in wrong if o.trial.task == task]
        assert 2 * sum(told) >= len(told), f"{task}: the visible checks miss most wrong trials"


def test_a_trial_is_run_with_the_variables_before_it_and_changes_none(course):
    (source,) = homework.source_paths(course)
    folder = course / trials.TRIALS / "01_mini"
    folder.mkdir(parents=True)
    bodies = {
        "double_right_a": ("2 of 2", "double = lambda x: x * 2 if x < limit else None"),
        "double_wrong_absolute": ("0 of 2", "double = lambda x: 2 * abs(x)\nlimit = 0"),
        "double_wrong_square": ("0 of 2", "def double(x):\n    return x**2"),
        "double_wrong_crash": ("0 of 2", "1 / 0"),
    }
    for name, (score, body) in bodies.items():
        (folder / f"{name}.py").write_text(f'"""Some way. Score: {score}."""\n\n{body}\n')
    outcomes = trials.run(source, trials.of(source, course))
    assert [(o.score, o.seen) for o in outcomes] == [
        (2, False), (0, False), (0, True), (0, True), (2, False)
    ]  # fmt: skip
    assert outcomes[1].failed == [("double_check", False, "negative")]
    assert outcomes[3].failed == [("double_check", True, "double(1) is not 2")]
    assert "0 (0) of 2  double: Some way" in trials.table(outcomes)


def test_a_check_that_writes_to_stderr_gives_no_points_as_in_nbgrader(course):
    notebook = mini()
    notebook.cells[3].source += "\nimport sys\nprint('a warning', file=sys.stderr)"
    (source,) = homework.source_paths(course)
    nbformat.write(notebook, source)
    (outcome,) = trials.run(source, [])
    assert outcome.score == 0 and "a warning" in outcome.failed[0][2]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("double_good_a.py", '"""Some way. Score: 1 of 2."""'),
        ("double_right_a.py", '"""Some way, 1 of 2."""'),
        ("double_right_a.py", '# Some way\n"""Some way. Score: 1 of 2."""'),
    ],
)
def test_a_trial_that_does_not_say_what_it_is_is_refused(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    with pytest.raises(ValueError, match="expected"):
        trials.read(tmp_path / name)


# --- in a kernel, as a student and a grader run them ------------------------------------------


def execute(path: pathlib.Path, folder: pathlib.Path, **environment: str) -> nbformat.NotebookNode:
    from nbclient import NotebookClient

    notebook = read(path)
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=600, allow_errors=True, resources=resources)
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    client.execute(env={**inherited, "COURSE_PROFILE": "quick", **environment})
    return notebook


def errors(notebook: nbformat.NotebookNode) -> dict[str, str]:
    found = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error" or output.get("name") == "stderr":
                found[cell.id] = output.get("ename", "stderr")
    return found


@pytest.mark.heavy
@each_homework
def test_the_source_runs_in_its_own_folder_and_earns_all_points(source):
    notebook = execute(source, source.parent)
    assert errors(notebook) == {}
    for cell in notebook.cells:
        if is_grade(cell) and not is_solution(cell):
            got, full = determine_grade(cell)
            assert got == full, cell.id


@pytest.mark.heavy
@each_homework
def test_an_untouched_release_runs_elsewhere_and_earns_nothing(source, tmp_path):
    notebook = execute(homework.release_path(source), tmp_path, PYTHONPATH=str(ROOT))
    failed = errors(notebook)
    for cell in notebook.cells:
        if is_grade(cell):
            # A check says in its own words what is missing where a task begins with a program to
            # correct, or with numbers to fill in; elsewhere a name is missing.
            assert determine_grade(cell)[0] == 0, cell.id
        elif is_locked(cell):
            assert cell.id not in failed
        else:
            assert failed.get(cell.id, "NameError") in {"NotImplementedError", "NameError"}, cell.id
