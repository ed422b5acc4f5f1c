"""Checks whose names a student uses for something else keep the instructor's meaning."""

from __future__ import annotations

import numpy as np
import pytest

from tests.grading_course import make_course
from utils.grading import assignment, restore

CHECK = 'assert all(v > 0 for v in values), f"{sum(values)}"\nassert same_shape(values, wanted)'


@pytest.fixture
def homework(tmp_path):
    return assignment.load_all(make_course(tmp_path))["01_tiny"]


def outcome(made: restore.Restored, space: dict) -> str:
    """How the check ends, with the student's names in `space`."""
    exec(made.prepare, space)
    try:
        exec(made.source, space)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "passed"


def test_built_ins_and_given_functions_can_be_restored_and_nothing_else(homework):
    assert restore.restorable(["all", "same_shape"], homework) == {"all", "same_shape"}
    assert restore.restorable([], homework) == set()
    for other in ("np.allclose", "builtins.all", "shell.ast_transformers", "values", "numpy.all"):
        assert restore.restorable(["all", other], homework) == set()


def test_what_the_instructors_notebook_binds_itself_is_not_taken_for_a_built_in(homework):
    homework.source.cells[1]["source"] += "\nfrom math import prod as all"
    assert restore.restorable(["all"], homework) == set()


def test_a_restored_check_means_what_the_instructor_meant(homework):
    names = {"all", "sum", "same_shape"}
    made = restore.restored(CHECK, "squares_check", names, homework)
    student = {"np": np, "all": np.all, "sum": 3, "same_shape": lambda *_: True}
    assert outcome(made, student | {"values": [1, 2], "wanted": [3, 4]}) == "passed"
    # NumPy's `all` takes a generator for true, the student's `same_shape` everything.
    told = outcome(made, student | {"values": [1, -2], "wanted": [3, 4]})
    assert told == "AssertionError: -1"
    told = outcome(made, student | {"values": [1, 2], "wanted": [3]})
    assert told == "AssertionError: "


def test_the_students_own_code_keeps_its_names(homework):
    made = restore.restored("assert sum([f(), 1]) == 8", "squares_check", {"sum"}, homework)
    student: dict = {"np": np}
    exec("sum = lambda *_: 7\ndef f():\n    return sum(1, 2)", student)
    assert outcome(made, student) == "passed"


def test_given_functions_that_call_each_other_are_restored_together(homework):
    text = (
        "def same_shape(a, b):\n    return sizes(a) == sizes(b)\n\ndef sizes(a):\n    return len(a)"
    )
    cells = [cell for cell in homework.cells if cell.name != "helper"]
    helper = assignment.Cell("helper", "locked", "code", text, text, 0, {})
    homework = assignment.Homework("x", (helper, *cells), homework.source, homework.release, "")
    made = restore.restored(CHECK, "squares_check", {"sizes", "len", "same_shape"}, homework)
    student = {"np": np, "sizes": 3, "len": 4, "same_shape": 5, "values": [1], "wanted": [2]}
    assert outcome(made, student) == "passed"


def test_labels_of_probes_are_those_of_the_original_check(homework):
    made = restore.restored(CHECK, "squares_check", {"all"}, homework)
    assert made.inside("all") == f"{made.module}.all" and made.inside("sum") == "sum"
    assert made.outside(f"name:{made.inside('all')}") == "name:all"
    assert made.outside("builtins.all") == "builtins.all"
