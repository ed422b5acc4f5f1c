"""Give a check back the names that a submission uses for something else.

Honest students write `from numpy import *`, `sum = 0`, or a function with the name of a given one.
In their notebook, and so in ours, a check that says `sum` or `all` would then mean theirs: a right
answer could fail, a wrong one pass. Such a check is run once more with the meaning that it has in
the instructor's notebook, under a name of its own, so that the student's code keeps theirs.
"""

from __future__ import annotations

import ast
import builtins
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from utils.grading import trust
from utils.grading.assignment import Homework


def restorable(changed: Iterable[str], homework: Homework) -> set[str]:
    """The plain names among `changed` that stand for a built-in or a given function.

    Empty if anything else has changed as well: then restoring names would not help.
    """
    functions, bound = set(_given(homework)), trust.bound(homework)
    names = set(changed)
    good = {n for n in names if n in functions or (hasattr(builtins, n) and n not in bound)}
    return good if good == names else set()


@dataclass(frozen=True)
class Restored:
    """A check that reads `names` from a module of its own, called `module`.

    `prepare` is the code that makes the module, `source` the check.
    """

    names: frozenset[str]
    module: str
    prepare: str
    source: str

    def inside(self, name: str) -> str:
        """What a dotted name of the check is called in `source`."""
        return f"{self.module}.{name}" if name.split(".")[0] in self.names else name

    def outside(self, label: str) -> str:
        """The label that a probe of the original check would have."""
        return label.replace(f"name:{self.module}.", "name:", 1)


def restored(source: str, check: str, names: Collection[str], homework: Homework) -> Restored:
    """The check called `check`, with the instructor's meaning of `names` (from `restorable`)."""
    module, given = f"_{secrets.token_hex(8)}", _given(homework, check)
    plain = sorted(name for name in names if name not in given)
    # Given functions call each other and built-ins, so they get a copy of the notebook's names in
    # which none of `names` is hidden; classes and data in it are the notebook's own.
    prepare = (
        f"{module} = __import__('types').ModuleType('__main__')\n"
        f"vars({module}).update({{k: v for k, v in globals().items() if k not in {plain!r}}})\n"
        f"exec({chr(10).join(given.values())!r}, vars({module}))\n"
        f"vars({module}).update({{k: getattr(__import__('builtins'), k) for k in {plain!r}}})"
    )
    tree = _Rename(module, frozenset(names)).visit(trust.parse(source))
    return Restored(frozenset(names), module, prepare, ast.unparse(ast.fix_missing_locations(tree)))


class _Rename(ast.NodeTransformer):
    """Turns `name` into `module.name` where it is read."""

    def __init__(self, module: str, names: frozenset[str]) -> None:
        self.module, self.names = module, names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self.names or not isinstance(node.ctx, ast.Load):
            return node
        return ast.Attribute(ast.Name(self.module, ast.Load()), node.id, ast.Load())


def _given(homework: Homework, check: str = "") -> dict[str, str]:
    """The functions that read-only cells define, down to the cell `check`, by name.

    No classes: a copy of one is another class, and nothing would be an instance of both.
    """
    names, found = trust.given_functions(homework), {}
    for cell in homework.cells:
        if cell.name == check:
            break
        if cell.cell_type == "code" and cell.kind in ("locked", "check"):
            for node in trust.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef) and node.name in names:
                    found[node.name] = ast.unparse(node)
    return found
