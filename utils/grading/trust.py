"""Find out whether a check still checks: probes, canaries and twins.

A submission owns its kernel's process, so it can disable checks in more ways than anybody can list.
Three kinds of evidence are gathered after each check that passed, all chosen at random by the host:

- a *marker* shows that the check ran to its last line;
- a *probe* (`grading.probe`) describes the functions that the check relies on, and whatever runs a
  cell, for comparison with the run of the instructor's own solution;
- *canaries* are assertions in the form of the check's own whose truth is known: the false ones must
  fail with the message that they were given, the true ones must pass;
- *twins* are assertions of the check turned round: `assert C` and `assert not C` cannot both pass.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import random
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from utils.grading.assignment import Homework

PROBE = Path(__file__).with_name("probe.py").read_text(encoding="utf-8")
SAME = ("numpy", "math", "scipy")  # of these, one function is as good as the other
# For functions that compare: arguments for which they hold, and for which they do not, in terms of
# a, b (two numbers more than 1 apart).
COMPARE: dict[str, tuple[str, str]] = {
    "allclose": ("([{a}, {b}], [{a}, {b}])", "([{a}, {b}], [{a}, {c}])"),
    "isclose": ("({a}, {a})", "({a}, {b})"),
    "array_equal": ("([{a}, {b}], [{a}, {b}])", "([{a}, {b}], [{b}, {a}])"),
    "all": ("([{a} < {b}, True])", "([{a} < {b}, {b} < {a}])"),
    "any": ("([{b} < {a}, {a} < {b}])", "([{b} < {a}, False])"),
    "isinstance": ("({a}, float)", "({a}, str)"),
    "callable": ("(float)", "({a})"),
    "isfinite": ("({a})", "(float('inf'))"),
    "issubclass": ("(bool, int)", "(int, bool)"),
}
EQUAL: dict[str, str] = {  # functions with a value: an expression that is equal to {a}
    "abs": "(-{a})",
    "float": "('{a}')",
    "max": "([{z}, {a}])",
    "min": "([{a}, {b}])",
    "mean": "([{a}, {a}])",
    "sum": "([{a}, 0.0])",
    "absolute": "(-{a})",
    "sorted": "([{b}, {a}])[0]",
}
RAISING = {"assert_allclose", "assert_array_equal", "assert_array_almost_equal", "assert_equal"}


@dataclass(frozen=True)
class Canary:
    """An assertion of known truth and the message with which it fails."""

    code: str
    holds: bool
    token: str


def parse(source: str) -> ast.Module:
    """The syntax tree of a cell, magics included; an empty one if it has an error."""
    with contextlib.suppress(SyntaxError, ValueError):
        return ast.parse(source)
    from IPython.core.inputtransformer2 import TransformerManager  # slow, and seldom needed

    try:
        return ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])


def dotted(node: ast.AST) -> str:
    """ "np.testing.assert_equal" for such a chain of attributes, "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    base = dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{base}.{node.attr}" if base else ""


def names_used(source: str) -> list[str]:
    """The dotted names that a cell reads and does not itself define, longest chains."""
    tree, found, inner = parse(source), set(), set()
    own = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and type(n.ctx) is not ast.Load}
    own |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    own |= {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            inner.add(node.value)
        if isinstance(node, (ast.Attribute, ast.Name)) and node not in inner:
            found.add(dotted(node))
    return sorted(name for name in found if name and name.split(".")[0] not in own)


def given_functions(homework: Homework) -> set[str]:
    """Functions and classes that read-only cells define, and answers do not."""
    defined: dict[bool, set[str]] = {True: set(), False: set()}
    for cell in homework.cells:
        if cell.cell_type == "code":
            for node in parse(cell.source).body:
                if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                    defined[cell.kind in ("locked", "check")].add(node.name)
    return defined[True] - defined[False]


def probe_expression(names: list[str]) -> str:
    """An expression that gives the description of `grading.probe.answer`."""
    run = f"exec({PROBE!r}, space), space['answer']({names!r}, get_ipython())"
    return f"(lambda space: ({run})[1])({{'__name__': 'probe'}})"


def value_of(values: dict, key: str) -> object:
    """What a user expression gave, or None if it is not there or no literal."""
    try:
        return ast.literal_eval(values[key]["data"]["text/plain"])
    except (KeyError, TypeError, ValueError, SyntaxError, RecursionError, MemoryError):
        return None


def answered(homework: Homework) -> set[str]:
    """The names that the instructor's answers bind: for a student they may be anything."""
    found: set[str] = set()
    for cell in homework.cells:
        for node in parse(cell.source).body if cell.kind == "answer" else ():
            found |= {
                n.id for n in ast.walk(node) if isinstance(n, ast.Name) and type(n.ctx) is ast.Store
            }
            found |= {node.name} if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else set()
    return found


def bound(homework: Homework) -> set[str]:
    """All names that the instructor's notebook binds, wherever."""
    found: set[str] = set()
    for cell in homework.source.cells:
        for node in ast.walk(parse(cell.source)) if cell.cell_type == "code" else ():
            if isinstance(node, ast.Name) and type(node.ctx) is not ast.Load:
                found.add(node.id)
            elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                found.add(node.name)
            elif isinstance(node, ast.alias):
                found.add((node.asname or node.name).split(".")[0])
    return found


def differences(
    reference: dict[str, str], seen: object, given: set[str], own: Collection[str] = ()
) -> list[str]:
    """What is not as in the reference and could make a check pass that should not.

    `given` are functions of read-only cells, `own` names that answers bind.
    """
    if not isinstance(seen, dict):
        return ["the description of its functions did not come back"]
    found = []
    for label, expected in reference.items():
        now = seen.get(label)
        if now == expected or (now is None and not label.startswith("name:")):
            continue
        kind, name = expected.split(" ")[0], label.removeprefix("name:")
        if label.startswith("name:"):
            ours = " __main__ " not in f" {expected} " or name in given
            own_one = name.split(".")[0] in own and name not in given
            if kind == "value" or not ours or own_one or _same_meaning(name, str(now)):
                continue
        found.append(name)
    return found


def _same_meaning(name: str, now: str) -> bool:
    """Whether a plain name holds a library's function of the same name, as after `import *`.

    Not for built-ins: of these, NumPy's `all` or `sum` mean something else (see `grading.restore`).
    """
    kind, origin, *_, last = [*now.split(" "), "", ""][:4] if now else ("", "", "")
    library = kind in ("function", "builtin", "class") and origin.split(".")[0] in SAME
    return library and "." not in name and last == name and not hasattr(builtins, name)


def of_libraries(reference: dict[str, str]) -> set[str]:
    """The names in a probe that stand for functions of NumPy, `math` or Python itself."""
    origins = {
        k.removeprefix("name:"): v.split(" ")[1]
        for k, v in reference.items()
        if k.startswith("name:")
    }
    return {k for k, v in origins.items() if v.split(".")[0] in ("numpy", "math", "builtins")}


def canaries(source: str, library: set[str], number: int = 3) -> list[Canary]:
    """Some assertions of known truth in the form of a check's own, one of them true at least.

    `library` has the names that may be called with lists of numbers.
    """
    chosen = [(f, f.rpartition(".")[2]) for f in names_used(source) if f in library]
    makers: list[Callable[[dict, bool], str]] = [
        lambda v, holds: "assert {a} == {x}, {t}".format(x=v["a"] if holds else v["b"], **v),
        lambda v, holds: "assert {p} < {q}, {t}".format(
            p=v["a"] if holds else v["b"], q=v["b"] if holds else v["a"], **v
        ),
    ]
    special: list[Callable[[dict, bool], str]] = []
    for full, last in chosen:
        if last in COMPARE:
            special.append(
                lambda v, holds, f=full, n=last: (
                    f"assert {f}{COMPARE[n][0 if holds else 1].format(**v)}, {v['t']}"
                )
            )
        elif last in EQUAL:
            special.append(
                lambda v, holds, f=full, n=last: (
                    f"assert {f}{EQUAL[n].format(**v)} == {v['a'] if holds else v['b']}, {v['t']}"
                )
            )
        elif last in RAISING and "." in full:
            special.append(
                lambda v, holds, f=full: (
                    f"{f}([{v['a']}], [{v['a'] if holds else v['b']}], err_msg={v['t']})"
                )
            )
    random.shuffle(special)
    made = []
    for position, maker in enumerate([*special[:number], random.choice(makers)]):
        made.append(_canary(maker, False))
        if position == 0:
            made.append(_canary(maker, True))
    random.shuffle(made)
    return made


def _canary(maker: Callable[[dict, bool], str], holds: bool) -> Canary:
    a = round(random.uniform(1, 50), 3)
    token = secrets.token_hex(6)
    values = {
        "a": a,
        "b": round(a + random.uniform(2, 9), 3),
        "c": round(a + 20.5, 3),
        "z": round(a - 1.5, 3),
        "t": repr(token),
    }
    return Canary(maker(values, holds), holds, token)


def twins(source: str) -> list[tuple[str, str, str]]:
    """For each assertion at a check's top level: it turned round, as it is, and their token."""
    made = []
    for node in parse(source).body:
        if isinstance(node, ast.Assert):
            token, text = secrets.token_hex(6), ast.unparse(node.test)
            turned = f"assert not ({text}), {token!r}"
            made.append((turned, f"assert ({text}), {token!r}", token))
    random.shuffle(made)
    return made
