"""What is handed in: found, read with suspicion, recognised and put right. No kernel runs here."""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.grading_course import SECRET, Student, make_course
from utils.grading import assignment, intake, merge

NAMES = ("01_tiny", "02_other")


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    return make_course(tmp_path_factory.mktemp("course") / "homework")


@pytest.fixture(scope="module")
def homework(course) -> dict[str, assignment.Homework]:
    return assignment.load_all(course)


def merged(student: Student, homework: dict) -> merge.Merged:
    handed = intake.parse(student.bytes())
    return merge.merge(handed, merge.recognise(handed, homework, ""))


def sources(result: merge.Merged) -> dict[str, str]:
    return {cell["name"]: cell["source"] for cell in result.cells if cell["name"]}


# --- the homework itself ----------------------------------------------------------------------


def test_a_homework_knows_its_cells_their_points_and_what_students_see(homework):
    one = homework["01_tiny"]
    kinds = {cell.name: (cell.kind, cell.points) for cell in one.cells}
    assert kinds == {
        "helper": ("locked", 0), "text": ("locked", 0), "mean_square": ("answer", 0),
        "mean_square_check": ("check", 3), "squares": ("answer", 0), "squares_check": ("check", 4),
        "why": ("manual", 3),
    }  # fmt: skip
    assert one.points == 10
    check = one["mean_square_check"]
    assert SECRET in check.source and SECRET not in check.given


def test_the_digest_changes_with_a_check(tmp_path):
    folder = make_course(tmp_path)
    before = assignment.load_all(folder)["02_other"].digest
    path = folder / "source/02_other/02_other.ipynb"
    path.write_text(path.read_text().replace("assert y == 2", "assert y == 3"))
    assert assignment.load_all(folder)["02_other"].digest != before


def test_a_homework_that_is_not_whole_is_refused(tmp_path):
    folder = make_course(tmp_path)
    source, release = (folder / p / "02_other/02_other.ipynb" for p in ("source", "release"))
    twice = nbformat.read(source, as_version=4)
    twice.cells.append(nbformat.from_dict(twice.cells[-1] | {"id": "another"}))
    nbformat.write(twice, folder / "twice.ipynb")
    with pytest.raises(ValueError, match="two cells are called 'y_check'"):
        assignment.load(folder / "twice.ipynb", release)
    with pytest.raises(ValueError, match="has no cell 'helper'"):
        assignment.load(folder / "source/01_tiny/01_tiny.ipynb", release)
    release.unlink()
    with pytest.raises(ValueError, match=r"02_other.ipynb is missing; generate it"):
        assignment.load_all(folder)
    with pytest.raises(ValueError, match="no homework in"):
        assignment.load_all(tmp_path / "none")


# --- finding ----------------------------------------------------------------------------------


def test_submissions_are_found_in_each_layout_and_nothing_is_followed(tmp_path):
    outside = tmp_path / "outside.ipynb"
    outside.write_text("{}")
    folder = tmp_path / "handed_in"
    for name in ("anna/01_tiny.ipynb", "anna/02_other/02_other.ipynb", "ben/Untitled.ipynb",
                 "clara_01_TINY.ipynb", "dora/.ipynb_checkpoints/01_tiny.ipynb",
                 "emil.pdf", "roster.csv", ".hidden/a.ipynb"):  # fmt: skip
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    (folder / "fred.ipynb").symlink_to(outside)
    (folder / "gina").symlink_to(tmp_path)
    found = intake.find(folder, NAMES)
    assert {(s.student, s.homework): s.problem and s.problem[0] for s in found} == {
        ("anna", "01_tiny"): None,
        ("anna", "02_other"): None,
        ("ben", ""): None,
        ("clara", "01_tiny"): None,
        ("dora", ""): "no submission file",
        ("emil", ""): "not a notebook",
        ("fred", ""): "not a notebook",
        ("gina", ""): "not a notebook",
    }
    assert all(s.path is None for s in found if s.problem)
    with pytest.raises(ValueError, match="no folder"):
        intake.find(outside, NAMES)


def test_of_two_files_the_latest_counts_and_the_other_is_named(tmp_path):
    for name, time in (("01_tiny.ipynb", 100), ("01_tiny (1).ipynb", 200)):
        path = tmp_path / "anna" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
        os.utime(path, (time, time))
    (found,) = intake.find(tmp_path, NAMES)
    assert found.path.name == "01_tiny (1).ipynb" and "not 01_tiny.ipynb" in found.note


def test_names_of_students_are_safe_as_names_of_folders_and_stay_apart():
    assert intake.safe_name("Zoë Müller") == "Zoë Müller"
    bad = [intake.safe_name(name) for name in ("a/b", "a\\b", "a:b", "..", ".")]
    assert len({*bad}) == 5
    assert not any("/" in name or "\\" in name or name.startswith(".") for name in bad)


# --- reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.4", "PDF"),
        (b"PK\x03\x04", "ZIP"),
        (b"\xff\xfe", "broken JSON"),
        (b'{"cells": [', "broken JSON"),
        (b"[" * 10**6, "broken JSON"),
        (b"[]", "not of a notebook"),
        (b'{"nbformat": 4}', "without cells"),
        (b'{"nbformat": 4, "cells": [1]}', "without cells"),
        (b'{"nbformat": 3, "worksheets": [1]}', "cannot be converted"),
    ],
)
def test_what_is_no_notebook_is_refused_with_the_reason(data, reason):
    with pytest.raises(intake.Refused, match=reason) as error:
        intake.parse(data)
    assert error.value.status == "not a notebook"


def test_a_file_is_refused_unread_if_it_is_large_a_link_or_no_file(tmp_path):
    large = tmp_path / "large.ipynb"
    large.touch()
    os.truncate(large, 200_000_000)
    with pytest.raises(intake.Refused, match="too large: 200 MB, at most 20 MB"):
        intake.read_bytes(large)
    link = tmp_path / "link.ipynb"
    link.symlink_to(large)
    for path in (link, tmp_path, tmp_path / "none"):
        with pytest.raises(intake.Refused, match="not a notebook"):
            intake.read_bytes(path)


def test_a_notebook_of_malformed_parts_is_read_as_far_as_it_has_a_meaning():
    raw = {"nbformat": 4, "metadata": 7, "cells": [
        {"cell_type": "code", "source": ["a\n", 1, "b"], "metadata": None, "outputs": "x"},
        {"cell_type": "evil", "source": None, "metadata": {"nbgrader": {"grade_id": 3}}},
        {"cell_type": "markdown", "source": "\ud800", "attachments": {
            "a": {"image/png": "AA", "text/html": "<script>"}, "b": 1}},
    ]}  # fmt: skip
    first, second, third = intake.parse(json.dumps(raw).encode()).cells
    assert first["source"] == "a\nb" and first["nbgrader"] == {}
    assert (second["cell_type"], second["source"], second["nbgrader"]) == ("raw", "", {})
    assert third["source"] == "?" and third["attachments"] == {"a": {"image/png": "AA"}}


def test_too_many_cells_are_too_large():
    raw = {"nbformat": 4, "cells": [{}] * 2001}
    with pytest.raises(intake.Refused, match="too large: 2001 cells"):
        intake.parse(json.dumps(raw).encode())


def test_old_notebooks_and_incomplete_widgets_are_put_right(course):
    student = Student(course)
    student.notebook.metadata["widgets"] = {"application/x": {"version_major": 2}}
    assert "widgets" in intake.parse(student.bytes()).notes[0]
    old = nbformat.convert(Student(course).notebook, 3)
    handed = intake.parse(json.dumps(old).encode())
    assert "old format" in handed.notes[0]
    assert "why" in merge.names_of(handed)


# --- recognising and putting right ------------------------------------------------------------


def test_an_honest_submission_gets_our_checks_and_keeps_its_answers_and_cells(course, homework):
    student = Student(course).before("squares", "own = 1")
    result = merged(student, homework)
    assert result.findings == [] and result.notes == [] and result.unanswered == set()
    assert SECRET in sources(result)["mean_square_check"]
    assert "sum(v * v" in sources(result)["mean_square"]
    texts = [cell["source"] for cell in result.cells]
    assert texts.index("own = 1") == texts.index(sources(result)["squares"]) - 1
    assert texts[1] == "import numpy as np"


def test_what_was_deleted_comes_back_in_its_place(course, homework):
    whole = merged(Student(course), homework)
    for name in ("squares_check", "mean_square_check", "why"):
        result = merged(Student(course).drop(name), homework)
        assert [s for s, _ in result.findings] == ["grade cell deleted"]
        assert [c["name"] for c in result.cells] == [c["name"] for c in whole.cells]
    assert result.unanswered == {"why"}
    result = merged(Student(course).drop("squares"), homework)
    assert result.findings == [] and "squares is missing" in result.notes[0]


@pytest.mark.parametrize(
    ("name", "change", "what"),
    [
        ("squares_check", lambda c: c.update(source="pass"), "text"),
        ("text", lambda c: c.update(source="other"), "text"),
        ("squares_check", lambda c: c.update(cell_type="markdown"), "type"),
        ("squares_check", lambda c: c.metadata.nbgrader.update(points=9), "points"),
        ("why", lambda c: c.metadata.nbgrader.update(points=9), "points"),
        ("squares_check", lambda c: c.metadata.nbgrader.update(grade=False), "role"),
        ("squares_check", lambda c: c.metadata.nbgrader.update(solution=True), "role"),
        ("why", lambda c: c.metadata.nbgrader.update(grade=False), "role"),
    ],
)
def test_each_change_of_what_is_ours_is_restored_and_reported(course, homework, name, change, what):
    result = merged(Student(course).edit(lambda _: None), homework)
    assert result.findings == []
    student = Student(course)
    change(student[name])
    result = merged(student, homework)
    ((status, text),) = result.findings
    assert status == "tampered (restored)" and name in text and what in text
    if name != "why":
        assert sources(result)[name] == homework["01_tiny"][name].source
        assert next(c for c in result.cells if c["name"] == name)["cell_type"] == (
            homework["01_tiny"][name].cell_type
        )


def test_spaces_at_the_ends_of_lines_are_no_change(course, homework):
    student = Student(course)
    student["squares_check"]["source"] = student["squares_check"]["source"] + "  \n\n"
    assert merged(student, homework).findings == []


def test_copies_of_a_check_count_once_and_copies_of_an_answer_all_run(course, homework):
    student = Student(course)
    for name in ("squares_check", "why"):
        student.notebook.cells.append(json_copy(student[name]))
    copy = json_copy(student["squares"])
    copy["source"] = "values = []"
    student.notebook.cells.append(copy)
    result = merged(student, homework)
    assert {s for s, _ in result.findings} == {"grade cell duplicated"}
    names = [c["name"] for c in result.cells]
    assert names.count("squares_check") == names.count("why") == 1
    assert "values = []" in [c["source"] for c in result.cells]
    assert sources(result)["why"].count("Because") == 2


def json_copy(cell: dict) -> nbformat.NotebookNode:
    return nbformat.from_dict(json.loads(json.dumps(cell)))


def test_cells_that_were_moved_are_put_back_in_order(course, homework):
    student = Student(course)
    student.edit(lambda n: n.cells.reverse())
    result = merged(student, homework)
    order = [c["name"] for c in result.cells if c["name"]]
    assert order == [c.name for c in homework["01_tiny"].cells]
    assert "moved" in result.notes[0] and result.findings == []


def test_colab_may_lose_the_ids_and_the_answers_are_found_all_the_same(course, homework):
    student = Student(course).before("squares", "own = 1")
    for cell in student.notebook.cells:
        cell.metadata.pop("nbgrader", None)
    result = merged(student, homework)
    ((status, text),) = result.findings
    assert status == "Colab re-save" and "7 cells" in text
    found = sources(result)
    assert "sum(v * v" in found["mean_square"] and "Because" in found["why"]
    assert SECRET in found["mean_square_check"]


def test_a_question_left_as_it_was_is_not_answered(course, homework):
    student = Student(course)
    student["why"]["source"] = homework["01_tiny"]["why"].given + "\n"
    assert merged(student, homework).unanswered == {"why"}


def test_another_homework_is_the_wrong_lesson_and_so_is_any_other_notebook(course, homework):
    handed = intake.parse(Student(course).bytes())
    assert merge.recognise(handed, homework, "01_tiny").name == "01_tiny"
    assert merge.recognise(handed, homework, "").name == "01_tiny"
    with pytest.raises(intake.Refused, match="handed in as 02_other, but the cells are of 01_tiny"):
        merge.recognise(handed, homework, "02_other")
    other = nbformat.v4.new_notebook(cells=[new_code_cell("1"), new_markdown_cell("# Lesson")])
    handed = intake.parse(json.dumps(other).encode())
    with pytest.raises(intake.Refused, match="wrong lesson: holds no cells of a homework"):
        merge.recognise(handed, homework, "")


def test_what_deserves_a_look_is_named_but_not_in_comments(course, homework):
    student = Student(course).before("squares", "# sys.settrace is a trick\nx = 'ok'")
    assert merged(student, homework).notes == []
    student = Student(course).before("squares", "import sys\nsys.settrace(print)")
    assert "look at cell 7: it uses settrace" in merged(student, homework).notes
    text = "class Any:\n    def __eq__(self, other):\n        return True\n    __array__ = 1"
    student = Student(course).before("squares", text)
    assert "look at cell 7: it uses __array__, __eq__" in merged(student, homework).notes
    student = Student(course).before("squares", "get_ipython().run_line_magic('x', '')")
    assert merged(student, homework).notes == []


# --- what a careless instructor hands over -----------------------------------------------------


def test_a_folder_that_cannot_be_graded_is_refused_with_what_to_do(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match=r"nowhere, which does not exist; name the folder that"):
        intake.find(tmp_path / "nowhere", [])
    (tmp_path / "a.ipynb").touch()
    with pytest.raises(ValueError, match=r"a\.ipynb, which is no folder; name the folder that"):
        intake.find(tmp_path / "a.ipynb", [])
    monkeypatch.setattr(intake.os, "access", lambda *_: False)
    with pytest.raises(ValueError, match="which you may not read"):
        intake.find(tmp_path, [])


def test_a_students_folder_that_cannot_be_read_is_not_called_empty(tmp_path, monkeypatch):
    (tmp_path / "anna").mkdir()

    def walk(path, onerror):
        onerror(PermissionError(13, "Permission denied", str(path)))
        return iter(())

    monkeypatch.setattr(intake.os, "walk", walk)
    (found,) = intake.find(tmp_path, [])
    assert found.problem == ("no submission file", "you may not read the folder")


def test_a_homework_may_be_named_by_its_number(homework):
    assert assignment.named("", homework) == ""
    assert assignment.named("02", homework) == assignment.named("02_other", homework) == "02_other"
    for unclear in ("0", "03", "other"):
        with pytest.raises(ValueError, match="expected one of 01_tiny, 02_other, or its number"):
            assignment.named(unclear, homework)
