"""A folder of submissions: the table, the pages, the grade book, and what a second run does."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from tests.grading_course import SECRET, Student, make_course
from utils.grading import assignment, course, jobs, pages, results
from utils.grading.book import Book
from utils.grading.intake import Submission

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="grading needs Linux or macOS")


def record(student: str = "anna", **more: object) -> dict:
    """A record as the worker makes it, of a submission that passed one check of two."""
    base = {
        "student": student, "homework": "01_tiny", "findings": [], "notes": [],
        "points": {"squares_check": 4.0}, "failures": {"mean_square_check": "AssertionError: no"},
        "cells": [], "unanswered": [], "isolation": "namespaces", "seconds": 1.0, "digest": "d",
        "homework_digest": "h",
    }  # fmt: skip
    return base | more


def cells(homework: assignment.Homework, **answers: str) -> list[dict]:
    """The cells of a record; the answers replace the instructor's."""
    made = []
    for cell in homework.cells:
        source = answers.get(cell.name, cell.source)
        made.append({"name": cell.name, "cell_type": cell.cell_type, "source": source,
                     "attachments": {}, "outputs": []})  # fmt: skip
    return made


@pytest.fixture
def homework(tmp_path) -> dict[str, assignment.Homework]:
    return assignment.load_all(make_course(tmp_path / "homework"))


@pytest.fixture(scope="session")
def empty_book(tmp_path_factory) -> Path:
    """A grade book of nbgrader, which takes seconds to make."""
    folder = tmp_path_factory.mktemp("book")
    Book(folder, folder)
    return folder / "gradebook.db"


@pytest.fixture
def settings(tmp_path, homework, empty_book) -> jobs.Settings:
    (tmp_path / "build/grading").mkdir(parents=True)
    shutil.copy(empty_book, tmp_path / "build/grading")
    return jobs.Settings(tmp_path / "homework", tmp_path / "build", "none", expected="01_tiny")


# --- statuses and the table -------------------------------------------------------------------


def test_of_several_findings_the_gravest_is_the_status_and_all_are_in_the_note():
    found = [("Colab re-save", "saved by Colab"), ("timed out", "cell 3"), ("graded", "x")]
    assert results.status_of(found) == "timed out"
    assert results.status_of([]) == "graded"
    note = results.note_of(record(findings=found, notes=["several files"]))
    assert note.startswith("cell 3; Colab re-save: saved by Colab")
    assert "several files" in note and "mean_square_check: AssertionError: no" in note
    with pytest.raises(ValueError, match="unknown status"):
        results.status_of([("lost", "")])


def test_what_could_not_be_read_has_no_total_and_a_failed_one_has_zero(homework):
    one = homework["01_tiny"]
    for status in results.UNREAD:
        line = results.row(record(findings=[(status, "why")]), one, {})
        assert (line["status"], line["total"], line["points"]) == (status, "", "")
        assert "ask for" in line["note"]
    line = results.row(record(points={}, findings=[("checks disabled", "why")]), one, {})
    assert (line["total"], line["maximum"]) == ("0", "10")


def test_points_by_hand_count_and_open_ones_are_pending(homework):
    one = homework["01_tiny"]
    line = results.row(record(), one, {})
    assert line["points"] == "mean_square_check=0/3; squares_check=4/4; why=?/3"
    assert (line["total"], line["manual_pending"]) == ("4", "why")
    line = results.row(record(), one, {"why": 2.5, "mean_square_check": 1.0})
    assert (line["total"], line["manual_pending"]) == ("7.5", "")
    line = results.row(record(unanswered=["why"]), one, {})
    assert (line["total"], line["manual_pending"]) == ("4", "")


def test_the_table_holds_no_formula_of_a_spreadsheet():
    line = dict.fromkeys(results.COLUMNS, "") | {"student": "=cmd()", "note": "a, b\nc"}
    (read,) = csv.DictReader(io.StringIO(results.table([line])))
    assert read["student"] == "'=cmd()" and read["note"] == "a, b\nc"


def test_a_file_is_the_old_or_the_new_one(tmp_path, monkeypatch):
    path = tmp_path / "a" / "r.json"
    results.write(path, '{"findings": []}')
    assert results.read(path) == {"findings": []}
    monkeypatch.setattr(results.os, "replace", lambda *_: (_ for _ in ()).throw(OSError("cut")))
    with pytest.raises(OSError, match="cut"):
        results.write(path, "half")
    assert results.read(path) == {"findings": []} and len([*path.parent.iterdir()]) == 1
    path.write_text('{"findi')
    assert results.read(path) is None and results.read(tmp_path / "none") is None


# --- pages ------------------------------------------------------------------------------------

EVIL = "<script>evil()</script><img src=x onerror=evil()> [x](javascript:evil()) **bold**"


def test_outputs_and_texts_are_harmless_before_anybody_sees_them(homework):
    one = homework["01_tiny"]
    given = cells(one, why=EVIL)
    rich = {"text/plain": "plain", "text/html": EVIL, "image/svg+xml": EVIL, "text/latex": EVIL,
            "application/javascript": "evil()", "text/markdown": EVIL,
            "image/png": '" onerror="evil()', "image/jpeg": "AAAA"}  # fmt: skip
    given[0]["outputs"] = [
        {"output_type": "display_data", "data": rich, "metadata": {"evil": EVIL}},
        {"output_type": "stream", "name": "stdout", "text": EVIL},
        {"output_type": "error", "ename": EVIL, "evalue": EVIL, "traceback": [EVIL]},
        {"output_type": "evil"},
    ]
    given[-1]["attachments"] = {'x"onerror="evil()': {"image/png": '" onerror="evil()'}}
    made = pages.notebook(record(cells=given), one, feedback=False)
    shown, stream, error = made.cells[0].outputs
    assert shown.data == {"text/plain": "plain", "image/jpeg": "AAAA"} and shown.metadata == {}
    assert "<script" not in made.cells[-1].source and "**bold**" in made.cells[-1].source
    assert "evil" not in json.dumps(made.cells[-1].attachments.get("x", ""))
    assert (stream.text, error.ename) == (EVIL, EVIL)  # as text they are shown, not run
    pages.as_text(made)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("[x](javascript:evil())", False),
        ("[x](JaVaScRiPt:evil())", False),
        ("[x](javascript\\:evil())", False),
        ("[x](&#106;avascript:evil())", False),
        ("![x]( data:text/html;base64,AA)", False),
        ("[x][1]\n\n[1]:\n  javascript:evil()", False),
        ("<a href='javascript:evil()'>x</a>", False),
        ("[x](https://keras.io/api/)", True),
        ("![x](attachment:none.png)", False),
        ("a [0](1) $x_1 < 2$ and `b[1]: c`", True),
    ],
)
def test_links_in_a_students_text_lead_to_pages_only(given, kept):
    text = pages.harmless_markdown(given)
    shown = HTMLExporter().from_notebook_node(new_notebook(cells=[new_markdown_cell(text)]))[0]
    body = shown[shown.index("<body") :].lower()
    assert not re.search(r"<[^>]*(script|data:text)", re.sub(r"</?script[^>]*>", "", body))
    assert not kept or text.replace("&lt;", "<") == given


def test_a_page_shows_points_and_reasons_but_no_hidden_check_and_runs_nothing(settings, homework):
    one = homework["01_tiny"]
    given = cells(one, why=EVIL, squares="values = 1  # mine")
    given[0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": EVIL + f"""
        assert np.allclose(mean_square(x), wanted), 'wrong for other numbers'
        x = np.array([0.0, 2 * {SECRET}])"""}]  # fmt: skip
    made = course.Course(settings)
    one_record = record(cells=given, findings=[("Colab re-save", "<b>found</b>")])
    made.enter(one_record, settings.folder / "results/anna/01_tiny.json")
    page = (settings.build / "feedback/anna/01_tiny.html").read_text()
    assert "default-src 'none'" in page.split("</head>")[0]
    assert not re.search(r"<script|<[^>]*\son\w+=|<[^>]*javascript:", page)
    assert SECRET not in page and "hidden check" in page
    assert "not passed. AssertionError: no" in page and "values" in page
    assert "4 of 10 points, still to be read: why" in page and "&lt;b&gt;found" in page
    stored = settings.folder / "autograded/anna/01_tiny/01_tiny.ipynb"
    assert SECRET in stored.read_text() and "<script" not in json.loads(stored.read_text())[
        "cells"][-1]["source"]  # fmt: skip


def test_a_text_that_cannot_be_shown_costs_its_page_and_not_the_run(
    settings, homework, monkeypatch
):
    monkeypatch.setattr(pages, "feedback", lambda *_: 1 / 0)
    path = settings.folder / "results/anna/01_tiny.json"
    course.Course(settings).enter(record(cells=cells(homework["01_tiny"])), path)
    page = (settings.build / "feedback/anna/01_tiny.html").read_text()
    assert "4 of 10 points" in page and "ZeroDivisionError" in results.read(path)["notes"][0]


# --- the grade book ---------------------------------------------------------------------------


def test_the_grade_book_keeps_what_was_given_by_hand(settings, homework):
    one, made = homework["01_tiny"], course.Course(settings)
    path = settings.folder / "results/anna/01_tiny.json"
    made.enter(record(cells=cells(one)), path)
    with Gradebook(made.book.url) as book:
        grade = book.find_grade("why", "01_tiny", "01_tiny", "anna")
        assert (grade.auto_score, grade.needs_manual_grade) == (None, True)
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        comment = book.find_comment("why", "01_tiny", "01_tiny", "anna")
        comment.manual_comment = "well <b>said</b>"
        book.db.commit()
        submission = book.find_submission("01_tiny", "anna")
        assert (submission.score, submission.max_score) == (6.5, 10)
    assert made.book.manual("01_tiny", "anna") == {"why": 2.5}
    assert made.book.manual("01_tiny", "nobody") == {}
    stored = results.read(path)
    made.refresh(stored, path)
    page = (settings.build / "feedback/anna/01_tiny.html").read_text()
    assert "6.5 of 10 points." in page and "well" in page
    better = record(cells=cells(one), points={"squares_check": 4.0, "mean_square_check": 3.0})
    course.Course(settings).enter(better, path)
    with Gradebook(made.book.url) as book:
        assert book.find_submission("01_tiny", "anna").score == 9.5
        assert book.find_grade("why", "01_tiny", "01_tiny", "anna").needs_manual_grade


def test_cells_that_came_or_went_after_grading_are_not_mixed_up(settings, homework):
    course.Course(settings).enter(record(cells=cells(homework["01_tiny"])), settings.build / "r")
    for part in ("source", "release"):
        path = settings.homework / part / "01_tiny" / "01_tiny.ipynb"
        path.write_text(path.read_text().replace('"squares_check"', '"renamed_check"'))
    again = course.Course(settings)
    with pytest.raises(ValueError, match="has got or lost cells since submissions"):
        again.book.prepare(again.homework["01_tiny"])


# --- what is graded again ---------------------------------------------------------------------


def test_only_what_changed_is_graded_again(settings, homework, tmp_path):
    made = course.Course(settings)
    path = tmp_path / "01_tiny.ipynb"
    path.write_text("{}")
    one = Submission("anna", "01_tiny", path)
    assert made.known(one) is None
    stored = record(digest=made.digest(one), homework_digest=made.digest_of_homework("01_tiny"))
    results.write(made.place(one), json.dumps(stored))
    assert made.known(one) is not None
    assert course.Course(replace(settings, again=True)).known(one) is None
    path.write_text("{} ")
    assert made.known(one) is None
    path.write_text("{}")
    source = settings.homework / "source/01_tiny/01_tiny.ipynb"
    source.write_text(source.read_text().replace("Read it", "Read this"))
    assert course.Course(settings).known(one) is None


def test_an_interrupted_run_keeps_what_is_done_and_goes_on(settings, homework, monkeypatch):
    folder = settings.build.parent / "in"
    for name in "abcd":
        (folder / name).mkdir(parents=True)
        (folder / name / "01_tiny.ipynb").write_text("{}")
    calls = []

    def work(_: jobs.Settings, job: dict) -> dict:
        name = Path(job["submission"]).parent.name
        calls.append(name)
        if name == "c" and calls.count("c") == 1:
            raise KeyboardInterrupt
        return record(cells=cells(homework["01_tiny"]))

    monkeypatch.setattr(course, "work", work)
    one_at_a_time = replace(settings, jobs=1)
    with pytest.raises(KeyboardInterrupt):
        course.grade(folder, one_at_a_time)
    done = {path.parent.name for path in settings.folder.glob("results/*/*.json")}
    assert {"a", "b"} <= done and "c" not in done
    rows = course.grade(folder, one_at_a_time)
    assert [row["student"] for row in rows] == [*"abcd"]
    assert calls.count("a") == calls.count("b") == 1 and calls.count("c") == 2


def test_a_fault_of_the_grader_is_said_and_tried_again(settings, homework, monkeypatch):
    folder = settings.build.parent / "in" / "a"
    folder.mkdir(parents=True)
    (folder / "01_tiny.ipynb").write_text("{}")

    def fail(*_: object) -> dict:
        raise RuntimeError("no room")

    monkeypatch.setattr(course, "work", fail)
    (row,) = course.grade(folder.parent, settings)
    assert row["status"] == "crashed" and "the grader itself failed: no room" in row["note"]
    assert [*settings.folder.glob("results/*/*.json")] == []


def test_a_folder_without_submissions_leaves_the_table_alone(settings, homework, tmp_path):
    (tmp_path / "in").mkdir()
    results.write(settings.build / "grades.csv", "of last week")
    with pytest.raises(ValueError, match=r"no submissions in .*in: expected ann/05_denoising"):
        course.grade(tmp_path / "in", settings)
    assert (settings.build / "grades.csv").read_text() == "of last week"


@pytest.mark.xdist_group("hostile")  # which counts the kernels that are left
@pytest.mark.heavy
def test_an_interruption_ends_the_jobs_that_run(settings, homework, tmp_path):
    folder = tmp_path / "in" / "anna"
    folder.mkdir(parents=True)
    endless = Student(settings.homework).before("squares", "while True: pass")
    (folder / "01_tiny.ipynb").write_bytes(endless.bytes())
    command = [sys.executable, "-m", "utils.grading", str(folder.parent), "--folder",
               str(settings.homework), "--build", str(settings.build)]  # fmt: skip
    running = subprocess.Popen(command, cwd=jobs.CODE, stderr=subprocess.PIPE, text=True)
    mine = psutil.Process(running.pid)
    try:
        _until(lambda: any("utils.grading.worker" in command_of(p) for p in mine.children()))
        started = mine.children(recursive=True)
        running.terminate()
        _, told = running.communicate(timeout=120)
    finally:
        running.kill()
    assert running.returncode == 130 and "the same command goes on" in told
    _, left = psutil.wait_procs(started, timeout=60)
    assert left == []


def command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:  # it has just ended
        return []


def _until(ready: Callable[[], object], seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "nothing has started"
        time.sleep(0.2)


def test_an_unknown_homework_is_refused(settings):
    with pytest.raises(ValueError, match="homework '09_x': expected one of 01_tiny, 02_other"):
        course.Course(replace(settings, expected="09_x"))


# --- the whole path, as an instructor runs it --------------------------------------------------


def test_make_grade_from_end_to_end(settings, homework, tmp_path):
    folder = tmp_path / "handed_in"
    made = {
        "anna/01_tiny.ipynb": Student(settings.homework).bytes(),
        "ben_01_tiny.ipynb": Student(settings.homework).answer("squares", "values = 3").before(
            "mean_square", "import numpy.random\nnp.allclose = lambda *a, **k: True").bytes(),
        "clara/01_tiny.ipynb": b"%PDF",
    }  # fmt: skip
    for name, data in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    command = [sys.executable, "-m", "utils.grading", str(folder), "--folder",
               str(settings.homework), "--build", str(settings.build)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, cwd=jobs.CODE)
    assert done.returncode == 0, done.stderr
    with open(settings.build / "grades.csv", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert {name: (row["status"], row["total"]) for name, row in rows.items()} == {
        "anna": ("graded", "7"), "ben": ("checks disabled", "0"), "clara": ("not a notebook", ""),
    }  # fmt: skip
    assert "np.allclose" in rows["ben"]["note"]
    assert len([*settings.build.glob("feedback/*/*.html")]) == 3
    first = (settings.folder / "results/anna/01_tiny.json").stat().st_mtime_ns
    again = subprocess.run(command, capture_output=True, text=True, cwd=jobs.CODE)
    assert again.returncode == 0
    assert (settings.folder / "results/anna/01_tiny.json").stat().st_mtime_ns == first


def test_a_solution_that_fails_its_own_check_stops_grading(settings, homework, tmp_path):
    source = settings.homework / "source/02_other/02_other.ipynb"
    source.write_text(source.read_text().replace("y = 2", "y = 3"))
    with pytest.raises(jobs.CannotGrade, match=r"02_other fails its own checks \['y_check'\]"):
        course.Course(replace(settings, level=course.best_level())).solve("02_other")
