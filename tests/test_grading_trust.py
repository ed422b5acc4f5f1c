"""Whether a check still checks: what probes, canaries and twins say of changed functions.

Here they run in this process; `test_grading_hostile.py` runs them against submissions.
"""

from __future__ import annotations

import builtins
import math
import types

import numpy as np
import pytest

from tests.grading_course import make_course
from utils.grading import assignment, probe, trust

CHECK = """
x = np.arange(3)
assert np.allclose(f(x), x), 'no'
for name in ("a", "b"):
    assert len(name) == 1
assert isinstance(f(1), int) and math.isclose(model.loss(1), 2)
np.testing.assert_allclose(x, x)
"""


def shell(space: dict) -> types.SimpleNamespace:
    """A stand-in for IPython's shell with what the probe looks at."""
    part = lambda: types.SimpleNamespace(callbacks={}, session=None)
    kernel = part()
    kernel.session = part()
    return types.SimpleNamespace(
        user_ns=space, kernel=kernel, events=part(), compile=part(), ast_transformers=[],
        input_transformer_manager=part(), input_transformers_cleanup=[],
        input_transformers_post=[], custom_exceptions=(),
    )  # fmt: skip


def look(**space: object) -> dict[str, str]:
    names = ["np.allclose", "np.testing.assert_allclose", "np", "isinstance", "f", "np.abs", "all"]
    return probe.answer(names, shell({"np": np} | space))


def test_the_names_of_a_check_are_those_that_it_reads_and_does_not_bind():
    assert trust.names_used(CHECK) == [
        "f", "int", "isinstance", "len", "math.isclose", "model.loss", "np.allclose", "np.arange",
        "np.testing.assert_allclose",
    ]  # fmt: skip
    assert "os.getcwd" in trust.names_used("%matplotlib inline\nprint(os.getcwd())")
    assert trust.names_used("this is no Python") == []


def test_nothing_differs_when_nothing_was_changed():
    assert trust.differences(look(), look(), set()) == []


def change_inside(monkeypatch):
    import numpy._core.numeric as inner

    monkeypatch.setattr(inner, "isclose", lambda *a, **k: True)


def change_defaults(monkeypatch):
    inner = probe.plain(np.allclose)
    monkeypatch.setattr(inner, "__defaults__", (1e9, 1e9, False))


def change_code(monkeypatch):
    inner = probe.plain(np.testing.assert_allclose)
    code = inner.__code__
    monkeypatch.setattr(inner, "__code__", code.replace(co_names=code.co_names[::-1]))


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.setattr(np, "allclose", lambda *a, **k: True),
        lambda m: m.setattr(np, "allclose", np.shape),
        lambda m: m.setattr(np, "abs", np.frompyfunc(abs, 1, 1)),
        lambda m: m.setattr(builtins, "isinstance", lambda *a: True),
        lambda m: m.setattr(builtins, "AssertionError", Warning),
        lambda m: m.setattr(builtins, "__build_class__", lambda *a: None),
        change_inside,
        change_defaults,
        change_code,
    ],
)
def test_each_change_of_a_function_that_a_check_relies_on_is_seen(monkeypatch, change):
    before = look()
    change(monkeypatch)
    after = look()
    monkeypatch.undo()
    assert trust.differences(before, after, set()) != []
    assert trust.differences(before, look(), set()) == []


def test_a_false_module_and_a_shadowed_built_in_are_seen_but_not_numpys_own():
    fake = types.ModuleType("numpy")
    fake.__dict__.update(vars(np), allclose=lambda *a, **k: True)
    assert "np.allclose" in trust.differences(look(), look(np=fake), set())
    assert "np" in trust.differences(look(), look(np=3), set())
    assert "all" in trust.differences(look(), look(all=lambda x: True), set())
    # After `from numpy import *`: NumPy's `all` is another function (a generator is true to it),
    # so it is put right by `restore`; but one library's `sqrt` is as good as the other's.
    assert trust.differences(look(), look(all=np.all), set()) == ["all"]
    sqrt = lambda thing: probe.answer(["sqrt"], shell({"sqrt": thing}))
    assert trust.differences(sqrt(math.sqrt), sqrt(np.sqrt), set()) == []
    assert trust.differences(sqrt(math.sqrt), sqrt(np.square), set()) == ["sqrt"]


def test_functions_that_the_homework_gives_may_not_be_replaced(tmp_path):
    homework = assignment.load_all(make_course(tmp_path))["01_tiny"]
    assert trust.given_functions(homework) == {"same_shape"}
    space = {"__name__": "__main__"}
    exec("def f(x):\n    return x\ndef g(x):\n    return 1", space)
    seen, other = look(f=space["f"]), look(f=space["g"])
    assert trust.differences(seen, other, set()) == []
    assert trust.differences(seen, other, {"f"}) == ["f"]


def test_what_answers_bind_may_be_anything(tmp_path):
    homework = assignment.load_all(make_course(tmp_path))["01_tiny"]
    assert trust.answered(homework) == {"mean_square", "values", "k"}
    space = {"__name__": "__main__"}
    exec("def f(x):\n    return x", space)
    assert trust.differences(look(f=np.square), look(f=space["f"]), set()) == ["f"]
    assert trust.differences(look(f=np.square), look(f=space["f"]), set(), {"f"}) == []


def test_an_answer_that_does_not_come_back_is_no_good_answer():
    assert trust.differences(look(), None, set()) != []
    assert trust.value_of({"p": {"data": {"text/plain": "{'a': 1}"}}}, "p") == {"a": 1}
    for odd in ({}, {"p": 1}, {"p": {"data": {"text/plain": "open('x')"}}}):
        assert trust.value_of(odd, "p") is None


def outcome(code: str, space: dict) -> str:
    try:
        exec(code, space)
    except AssertionError as error:
        return str(error)
    return ""


def test_canaries_are_what_they_are_said_to_be_for_honest_functions():
    check = CHECK + "all(x) + any(x) + abs(3) + max(x) + min(x) + sum(x) + np.mean(x) + np.isclose"
    check += "\nnp.array_equal, np.isfinite, callable, issubclass, sorted, float, np.all, np.sum"
    library = set(trust.names_used(check)) - {"f", "model.loss"}
    kinds = set()
    for _ in range(200):
        made = trust.canaries(check, library)
        assert {canary.holds for canary in made} == {True, False}
        for canary in made:
            told = outcome(canary.code, {"np": np, "math": math})
            assert (told == "") == canary.holds, canary
            assert canary.holds or canary.token in told
            kinds |= set(trust.names_used(canary.code))
    assert {"np.allclose", "math.isclose", "isinstance", "np.testing.assert_allclose"} <= kinds


def test_canaries_notice_a_function_that_always_agrees():
    fake = types.SimpleNamespace(allclose=lambda *a, **k: True)
    seen = 0
    for _ in range(20):
        for canary in trust.canaries("assert np.allclose(f(1), 1)", {"np.allclose"}):
            seen += not canary.holds and outcome(canary.code, {"np": fake}) == ""
    assert seen == 20


def test_of_an_assertion_and_its_twin_just_one_passes():
    space = {"np": np, "f": lambda x: x, "x": np.arange(3)}
    made = trust.twins(CHECK)
    assert len(made) == 2
    turned, straight, token = next(twin for twin in made if "allclose" in twin[0])
    assert outcome(turned, dict(space)) == token and outcome(straight, dict(space)) == ""
    space["f"] = lambda x: x + 1
    assert outcome(turned, dict(space)) == "" and outcome(straight, dict(space)) == token
