"""Submissions of every kind, hostile ones included: each gets its status, nothing else changes."""

from __future__ import annotations

import compileall
import hashlib
import json
import os
import re
import socket
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter

from tests.grading_course import SECRET, make_course
from tests.grading_hostile import IMPATIENT, NEEDS_WALLS, Case, cases
from utils.grading import course, intake, jobs, sandbox

WALLS = [level for level in sandbox.LEVELS[:2] if sandbox.works(level, jobs.CODE)]
BEST = sandbox.best(jobs.CODE)
PARTS = {  # what is tried in which sandbox: all in the one that `make grade` would take
    BEST: lambda name: BEST != "none" or name not in NEEDS_WALLS,
    **{level: NEEDS_WALLS.__contains__ for level in WALLS if level != BEST},
}
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.xdist_group("hostile"),  # so that one worker grades them all, once
    pytest.mark.skipif(sys.platform != "linux", reason="the sandboxes are Linux's"),
]


def chosen(level: str, made: dict[str, Case]) -> dict[str, Case]:
    """The cases that are tried in a sandbox, which may be no more than bounds can hold.

    Root's processes are exempt from the limit on their number, and bubblewrap cannot give them
    another user id outside: there the watcher alone would stand between a fork bomb and a machine.
    """
    unbound = {"fork_bomb"} if level == "bubblewrap" and os.getuid() == 0 else set()
    return {k: v for k, v in made.items() if PARTS[level](k) and k not in unbound}


def digest(folder: Path) -> dict[str, str]:
    """Every file below a folder, with a hash of what is in it and how it may be used."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place) / name
            seen = path.lstat()
            small = path.is_file() and not path.is_symlink() and seen.st_size < 10**8
            text = hashlib.sha256(path.read_bytes()).hexdigest() if small else ""
            found[str(path)] = f"{seen.st_mode} {seen.st_size} {text}"
    return found


class Servers:
    """A TCP and an abstract Unix socket that count who connects."""

    def __init__(self) -> None:
        self.name = f"grading-{os.urandom(8).hex()}"  # of one part is closed late
        self.visits: list[str] = []
        self.open = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)]
        self.open[1].bind(f"\0{self.name}")
        self.open[1].listen()
        for server in self.open:
            threading.Thread(target=self.serve, args=(server,), daemon=True).start()

    def serve(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:  # closed at the end
                return
            self.visits.append(str(server))
            connection.close()

    @property
    def port(self) -> int:
        return self.open[0].getsockname()[1]


class Graded:
    """A graded folder of all cases, with what was there before and after."""

    def __init__(self, base: Path, level: str) -> None:
        self.base, self.level = base, level
        self.home = base / "teacher"
        self.home.mkdir()
        (self.home / "precious.txt").write_text("keep")
        made = make_course(base / "homework")
        servers = Servers()
        self.cases = chosen(level, cases(made, servers.port, servers.name))
        self.submissions = base / "submissions"
        self.impatient = base / "impatient"
        for name, case in self.cases.items():
            folder = (self.impatient if name in IMPATIENT else self.submissions) / name
            folder.mkdir(parents=True)
            if callable(case.given):
                case.given(folder)
            else:
                (folder / "01_tiny.ipynb").write_bytes(case.given)
        limits = sandbox.Limits(memory=500_000_000, flood=3_000_000, disk=400_000_000)
        self.settings = jobs.Settings(made, base / "build", level, limits, expected="01_tiny")
        compileall.compile_dir(jobs.CODE / "utils", quiet=1)  # or another test does it meanwhile
        self.before = self.outside()
        little = replace(limits, cell_seconds=10)
        rows = course.grade(self.impatient, replace(self.settings, limits=little))
        rows += course.grade(self.submissions, self.settings)
        self.after = self.outside()
        self.visits = servers.visits
        for server in servers.open:
            server.close()
        self.rows = {row["student"]: row for row in rows}

    def outside(self) -> dict[str, str]:
        """All that grading must leave alone."""
        places = ("homework", "submissions", "impatient", "teacher")
        found = {k: v for place in places for k, v in digest(self.base / place).items()}
        return found | digest(jobs.CODE / "utils") | digest(jobs.CODE / "lessons")

    def record(self, student: str) -> dict:
        (path,) = (self.base / "build/grading/results" / student).glob("*.json")
        return json.loads(path.read_text())


@pytest.fixture(scope="module", params=PARTS)
def graded(request, tmp_path_factory) -> Graded:
    """All cases of a sandbox, graded once."""
    return Graded(tmp_path_factory.mktemp("hostile"), request.param)


def names(folder: Path) -> list[str]:
    return [*cases(make_course(folder / "homework"), 0, "")]


with tempfile.TemporaryDirectory() as _folder:
    NAMES = names(Path(_folder))


def needs(graded: Graded, *students: str) -> None:
    """Skip where these are not tried."""
    missing = [student for student in students if student not in graded.cases]
    if missing:
        pytest.skip(f"not tried with isolation {graded.level}: {', '.join(missing)}")


@pytest.mark.parametrize("student", NAMES)
def test_each_submission_has_its_status_and_its_points(graded, student):
    needs(graded, student)
    case, row = graded.cases[student], graded.rows[student]
    assert row["status"] == case.status, row
    assert row["total"] == ("" if case.points is None else f"{case.points:g}"), row
    assert case.note in row["note"], row


def test_no_honest_habit_is_taken_for_a_trick(graded):
    for student, row in graded.rows.items():
        assert not student.startswith("honest") or row["status"] == "graded", row


def test_everything_that_needs_walls_is_named():
    assert set(NAMES) >= NEEDS_WALLS | IMPATIENT


def test_nothing_outside_has_changed(graded):
    assert graded.after == graded.before
    assert graded.visits == []


def kernels() -> list[str]:
    """The kernels in sandboxes that run on this machine."""
    import psutil

    lines = [" ".join(p.info["cmdline"] or []) for p in psutil.process_iter(["cmdline"])]
    return [line for line in lines if "ipykernel_launcher" in line and "/kernel.json" in line]


def test_no_process_is_left(graded):
    # What was left behind would stay for ever; the kernels of somebody else's grading do not.
    end = time.monotonic() + 120
    while kernels() and time.monotonic() < end:
        time.sleep(1)
    assert kernels() == []


def test_the_solution_was_not_to_be_seen(graded):
    needs(graded, "reads_solution")
    record = graded.record("reads_solution")
    texts = [o.get("text", "") for c in record["cells"] for o in c["outputs"]]
    assert any(text.startswith("nothing") for text in texts), texts
    page = (graded.base / "build/feedback/reads_solution/01_tiny.html").read_text()
    assert SECRET not in page


def test_the_grade_book_holds_our_points_and_nobody_elses(graded):
    import sqlite3

    book = sqlite3.connect(graded.base / "build/grading/gradebook.db")
    assert book.execute("select count(*) from grade where manual_score is not null").fetchone() == (
        0,
    )
    total = book.execute("select sum(auto_score) from grade").fetchone()[0]
    assert total == sum(float(row["total"] or 0) for row in graded.rows.values())


def active(page: str) -> list[str]:
    """Where a student's `evil()` stands so that a browser would run it, or take it for a link."""
    scripts = re.findall(r"<script\b.*?</script", page, flags=re.DOTALL | re.IGNORECASE)
    return [found for found in [*scripts, *re.findall(r"<[^>]*>", page)] if "evil" in found]


def test_nothing_of_a_students_html_runs_in_a_browser(graded):
    needs(graded, "script_in_output")
    page = (graded.base / "build/feedback/script_in_output/01_tiny.html").read_text()
    assert "default-src 'none'" in page and "evil" in page
    assert not re.search(r"<script|<[^>]*\son\w+=|<[^>]*javascript:", page) and not active(page)
    # What the formgrader shows: the source of a cell of code is text there, all else is not.
    folder = graded.base / "build/grading/autograded/script_in_output/01_tiny"
    stored = nbformat.read(folder / "01_tiny.ipynb", as_version=4)
    assert active(HTMLExporter().from_notebook_node(stored)[0]) == []
    assert set(stored.metadata) == {"kernelspec"}
    for cell in stored.cells:
        assert set(cell.metadata) <= {"nbgrader"}
        assert cell.cell_type == "code" or not re.search("<script|javascript:", cell.source)
        forms = {form for output in cell.get("outputs", []) for form in output.get("data", {})}
        assert forms <= {"text/plain", "image/png", "image/jpeg"}


def test_a_second_run_grades_nothing_again(graded, monkeypatch):
    monkeypatch.setattr(course, "work", lambda *_: pytest.fail("graded again"))
    rows = course.grade(graded.submissions, graded.settings)
    assert {row["student"] for row in rows} == set(graded.cases) - IMPATIENT
    assert all(row["status"] == graded.rows[row["student"]]["status"] for row in rows)


def test_every_status_of_the_issue_occurs(graded):
    needs(graded, "right", "endless", "hundred_gigabytes")
    wanted = {"graded", "timed out", "out of memory", "crashed", "not a notebook",
              "grade cell deleted", "grade cell duplicated", "tampered (restored)",
              "checks disabled", "wrong lesson", "Colab re-save", "too large",
              "no submission file"}  # fmt: skip
    assert wanted <= {row["status"] for row in graded.rows.values()}
    assert len(graded.rows) >= 25
    assert {row["isolation"] for row in graded.rows.values()} <= {graded.level, ""}


def test_intake_reads_no_pipe_and_no_link(graded):
    needs(graded, "pipe", "link")
    with pytest.raises(intake.Refused):
        intake.read_bytes(graded.submissions / "pipe" / "a.ipynb")
    with pytest.raises(intake.Refused):
        intake.read_bytes(graded.submissions / "link" / "a.ipynb")
