"""Submissions of every kind, hostile ones included: each gets its status, nothing else changes."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import socket
import sys
import threading
from pathlib import Path

import pytest

from tests.grading_course import SECRET, make_course
from tests.grading_hostile import cases
from utils.grading import course, intake, jobs, sandbox

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(sys.platform != "linux", reason="the sandboxes are Linux's"),
]
LEVELS = [level for level in sandbox.LEVELS[:2] if sandbox.works(level, jobs.CODE)]


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
        self.name = f"grading-{os.getpid()}"
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
        self.cases = cases(made, servers.port, servers.name)
        self.submissions = base / "submissions"
        for name, case in self.cases.items():
            folder = self.submissions / name
            folder.mkdir(parents=True)
            if callable(case.given):
                case.given(folder)
            else:
                (folder / "01_tiny.ipynb").write_bytes(case.given)
        limits = sandbox.Limits(
            memory=500_000_000,
            flood=3_000_000,
            disk=400_000_000,
            cell_seconds=25,
            notebook_seconds=100,
        )
        self.settings = jobs.Settings(made, base / "build", level, limits, expected="01_tiny")
        self.before = self.outside()
        course.grade(self.submissions, self.settings)
        self.after = self.outside()
        self.visits = servers.visits
        for server in servers.open:
            server.close()
        with open(base / "build" / "grades.csv", newline="") as file:
            self.rows = {row["student"]: row for row in csv.DictReader(file)}

    def outside(self) -> dict[str, str]:
        """All that grading must leave alone."""
        places = ("homework", "submissions", "teacher")
        found = {k: v for place in places for k, v in digest(self.base / place).items()}
        return found | digest(jobs.CODE / "utils") | digest(jobs.CODE / "lessons")

    def record(self, student: str) -> dict:
        (path,) = (self.base / "build/grading/results" / student).glob("*.json")
        return json.loads(path.read_text())


@pytest.fixture(scope="module", params=LEVELS)
def graded(request, tmp_path_factory) -> Graded:
    """All cases, graded once for each level of isolation that works here."""
    return Graded(tmp_path_factory.mktemp("hostile"), request.param)


def names() -> list[str]:
    return [*cases(make_names(), 0, "")]


def make_names() -> Path:
    import tempfile

    return make_course(Path(tempfile.mkdtemp()) / "homework")


@pytest.mark.parametrize("student", names())
def test_each_submission_has_its_status_and_its_points(graded, student):
    case, row = graded.cases[student], graded.rows[student]
    assert row["status"] == case.status, row
    assert row["total"] == ("" if case.points is None else f"{case.points:g}"), row
    assert case.note in row["note"], row


def test_nothing_outside_has_changed(graded):
    assert graded.after == graded.before
    assert graded.visits == []


def test_no_process_is_left(graded):
    import psutil

    kernels = [p for p in psutil.process_iter(["cmdline"])
               if "ipykernel_launcher" in (p.info["cmdline"] or [])]  # fmt: skip
    assert [p for p in kernels if "kernel.json" in " ".join(p.info["cmdline"])] == []


def test_the_solution_was_not_to_be_seen(graded):
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


def test_nothing_of_a_students_html_runs_in_a_browser(graded):
    page = (graded.base / "build/feedback/script_in_output/01_tiny.html").read_text()
    stored = graded.base / "build/grading/autograded/script_in_output/01_tiny/01_tiny.ipynb"
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<[^>]*\son\w+=|<[^>]*javascript:", page)
    assert "text/html" not in stored.read_text() and "application/javascript" not in (
        stored.read_text()
    )
    assert "<script" not in stored.read_text()


def test_a_second_run_grades_nothing_again(graded, monkeypatch):
    monkeypatch.setattr(course, "work", lambda *_: pytest.fail("graded again"))
    rows = course.grade(graded.submissions, graded.settings)
    assert [row["status"] for row in rows] == [row["status"] for row in graded.rows.values()]


def test_every_status_of_the_issue_occurs(graded):
    wanted = {"graded", "timed out", "out of memory", "crashed", "not a notebook",
              "grade cell deleted", "grade cell duplicated", "tampered (restored)",
              "checks disabled", "wrong lesson", "Colab re-save", "too large",
              "no submission file"}  # fmt: skip
    assert wanted <= {row["status"] for row in graded.rows.values()}
    assert len(graded.rows) >= 25
    assert {row["isolation"] for row in graded.rows.values()} <= {graded.level, ""}


def test_intake_reads_no_pipe_and_no_link(graded):
    with pytest.raises(intake.Refused):
        intake.read_bytes(graded.submissions / "pipe" / "a.ipynb")
    with pytest.raises(intake.Refused):
        intake.read_bytes(graded.submissions / "link" / "a.ipynb")
