"""Put a submission together with the instructor's checks: whatever is not an answer comes from us.

The result has the student's answers and own cells, in their order, and of each check, locked text
and question the instructor's version. What had to be put right is reported.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass, field

from utils.grading.assignment import Cell, Homework, kind_of
from utils.grading.intake import Handed, Refused

# Words of Python whose use in an answer deserves a look: none is forbidden.
SUSPICIOUS = re.compile(
    r"\b(_getframe|settrace|setprofile|ast_transformers|input_transformers_\w+|get_ipython\(\)\."
    r"(?!run_line_magic|run_cell_magic|system)\w+|__builtins__|builtins|gc\.get_\w+|ctypes|_exit|"
    r"atexit|__array(?:_\w+)?__|__(?:eq|ne|lt|le|gt|ge|bool|instancecheck)__|"
    r"inspect\.(?:stack|currentframe)|linecache|mprotect)\b"
)


@dataclass
class Merged:
    """The notebook to run. A cell has the keys `name`, `cell_type`, `source` and `attachments`.

    `name` is "" for a student's own cell. `findings` holds (status, note) for what was put right,
    `unanswered` the manual questions that were left as they were given.
    """

    homework: Homework
    cells: list[dict]
    findings: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unanswered: set[str] = field(default_factory=set)


def same_text(a: str, b: str) -> bool:
    """Whether two texts are equal but for spaces at the ends of lines and empty lines around."""
    lines = lambda text: [line.rstrip() for line in text.strip().splitlines()]
    return lines(a) == lines(b)


def names_of(handed: Handed) -> Counter[str]:
    """How often each grade id occurs."""
    return Counter(c["nbgrader"]["grade_id"] for c in handed.cells if c["nbgrader"])


def recognise(handed: Handed, homework: dict[str, Homework], expected: str) -> Homework:
    """The homework that a notebook is, by its grade ids, or by its texts if they were lost.

    Raises:
        Refused: With the status "wrong lesson" if it is none, or another than `expected`.
    """

    def share(one: Homework) -> float:
        present = set(names_of(handed))
        known = sum(cell.name in present for cell in one.cells)
        if not known:
            texts = {cell["source"].strip() for cell in handed.cells}
            known = sum(cell.given.strip() in texts for cell in one.cells)
        return known / max(1, len(one.cells))

    shares = {name: share(one) for name, one in homework.items()}
    likely = max(shares, key=lambda name: (shares[name], name == expected))
    if expected and shares[expected] >= max(0.5, shares[likely]):
        likely = expected
    if shares[likely] < 0.34:
        raise Refused("wrong lesson", "holds no cells of a homework; perhaps another notebook")
    if expected and likely != expected:
        raise Refused("wrong lesson", f"handed in as {expected}, but the cells are of {likely}")
    return homework[likely]


def merge(handed: Handed, homework: Homework) -> Merged:
    """Combine a submission with its homework (see the module's description)."""
    result = Merged(homework, [], notes=list(handed.notes))
    lost = _find_lost(handed, homework)
    if lost:
        result.findings.append(("Colab re-save", f"{lost} cells had lost their ids, found by text"))
    elif handed.colab:
        result.findings.append(("Colab re-save", "saved by Colab; nothing is lost"))
    groups, after = _by_name(handed, homework)
    for cell in homework.cells:
        _examine(cell, groups[cell.name], result)
    result.cells += [_plain(own) for own in after[""]]
    for cell in homework.cells:
        result.cells += _as_graded(cell, groups[cell.name])
        result.cells += [_plain(own) for own in after[cell.name]]
    order = [c["nbgrader"]["grade_id"] for c in handed.cells if c["nbgrader"]]
    order = [name for name in dict.fromkeys(order) if groups.get(name)]
    if order != [cell.name for cell in homework.cells if groups[cell.name]]:
        result.notes.append("cells had been moved; they were put back in order")
    for position, cell in enumerate(result.cells, start=1):
        trusted = cell["name"] and homework[cell["name"]].kind in ("check", "locked", "task")
        if cell["cell_type"] == "code" and not trusted:
            found = sorted({m[0] for m in SUSPICIOUS.finditer(_without_comments(cell["source"]))})
            if found:
                result.notes.append(f"look at cell {position}: it uses {', '.join(found)}")
    return result


def _without_comments(source: str) -> str:
    try:
        return ast.unparse(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source


def _plain(cell: dict) -> dict:
    return {key: cell[key] for key in ("cell_type", "source", "attachments")} | {"name": ""}


def _by_name(handed: Handed, homework: Homework) -> tuple[dict[str, list], dict[str, list]]:
    """The student's cells by id, and their own cells by the id of the known cell before them."""
    known = {cell.name for cell in homework.cells}
    groups: dict[str, list] = {name: [] for name in known}
    after: dict[str, list] = {name: [] for name in (*known, "")}
    last = ""
    for cell in handed.cells:
        name = cell["nbgrader"].get("grade_id", "")
        if name in known:
            groups[name].append(cell)
            last = name
        else:
            after[last].append(cell)
    return groups, after


def _find_lost(handed: Handed, homework: Homework) -> int:
    """Give cells back the ids that were lost on the way; return how many.

    A check or a locked text is found by its text; an answer by its text, by a name that it binds
    as the instructor's does, or by its place between its neighbours.
    """
    present, number = set(names_of(handed)), 0
    missing = [cell for cell in homework.cells if cell.name not in present]
    free = [cell for cell in handed.cells if not cell["nbgrader"]]

    def claim(found: dict, cell: Cell) -> None:
        nonlocal number
        found["nbgrader"] = dict(cell.metadata)
        free[:] = [other for other in free if other is not found]
        missing.remove(cell)
        number += 1

    for cell in list(missing):
        for found in free:
            if found["cell_type"] == cell.cell_type and same_text(found["source"], cell.given):
                claim(found, cell)
                break
    for cell in [c for c in missing if c.kind == "answer"]:
        wanted = _bound(cell.source)
        for found in free:
            if found["cell_type"] == "code" and wanted & _bound(found["source"]):
                claim(found, cell)
                break
    order = [cell.name for cell in homework.cells]
    for cell in [c for c in missing if c.kind in ("answer", "manual")]:
        between = _between(handed, cell.name, order)
        between = [c for c in between if c["cell_type"] == cell.cell_type and c in free]
        plain = {c.source.strip() for c in homework.release.cells if "nbgrader" not in c.metadata}
        between = [c for c in between if c["source"].strip() not in plain]
        if between and number and (cell.kind == "manual" or len(between) == 1):
            claim(max(between, key=lambda c: len(c["source"])), cell)
    return number


def _bound(source: str) -> set[str]:
    """The names that lines of a cell bind at its top level, also if it has errors."""
    defined = re.findall(r"^(?:def|class) +(\w+)", source, re.MULTILINE)
    assigned = re.findall(r"^(\w+(?:, *\w+)*) *=(?!=)", source, re.MULTILINE)
    return {*defined, *(name.strip() for names in assigned for name in names.split(","))}


def _between(handed: Handed, name: str, order: list[str]) -> list[dict]:
    """The student's cells between the nearest known cells before and after a missing one."""
    where = {c["nbgrader"]["grade_id"]: i for i, c in enumerate(handed.cells) if c["nbgrader"]}
    position = order.index(name)
    before = [where[other] for other in order[:position] if other in where]
    behind = [where[other] for other in order[position + 1 :] if other in where]
    start = max(before, default=-1) + 1
    return handed.cells[start : min(behind, default=len(handed.cells))]


def _examine(cell: Cell, found: list[dict], result: Merged) -> None:
    """Report what happened to one of the instructor's cells."""
    if not found:
        if cell.kind in ("check", "manual", "task"):
            result.findings.append(("grade cell deleted", f"{cell.name} was missing; put back"))
        elif cell.kind == "answer":
            result.notes.append(f"the answer cell {cell.name} is missing")
        if cell.kind == "manual":
            result.unanswered.add(cell.name)
        return
    if len(found) > 1 and cell.graded:
        what = "all are shown" if cell.kind == "manual" else "run once, as given"
        text = f"{cell.name} occurs {len(found)} times; {what}"
        result.findings.append(("grade cell duplicated", text))
    elif len(found) > 1 and cell.kind == "answer":
        result.notes.append(f"{cell.name} occurs {len(found)} times; all are run, in their order")
    if cell.kind == "manual" and all(same_text(f["source"], cell.given) for f in found):
        result.unanswered.add(cell.name)
    changed = set()
    for copy in found:
        metadata = copy["nbgrader"]
        if kind_of(metadata) != cell.kind:
            changed.add("role")
        if cell.graded and metadata.get("points") != cell.metadata.get("points"):
            changed.add("points")
        if copy["cell_type"] != cell.cell_type:
            changed.add("type")
        if cell.kind in ("check", "locked", "task") and not same_text(copy["source"], cell.given):
            changed.add("text")
    if changed:
        text = f"{cell.name}: {' and '.join(sorted(changed))} changed"
        result.findings.append(("tampered (restored)", text))


def _as_graded(cell: Cell, found: list[dict]) -> list[dict]:
    """The cell or cells that stand for one of the instructor's: ours, or the student's answer."""
    base = {"name": cell.name, "cell_type": cell.cell_type, "attachments": {}}
    if cell.kind in ("check", "locked", "task"):
        return [base | {"source": cell.source}]
    if not found:
        return [base | {"source": cell.given if cell.kind == "manual" else ""}]
    if cell.kind == "manual":
        pictures = {k: v for copy in found for k, v in copy["attachments"].items()}
        text = "\n\n".join(copy["source"] for copy in found)
        return [base | {"source": text, "attachments": pictures}]
    first, *others = found
    return [base | {"source": first["source"]}, *(_plain(copy) for copy in others)]
