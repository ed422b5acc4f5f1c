"""Run a merged notebook in a sandbox and find out what each check is worth.

Student's cells and checks run in their order, in one kernel, as the student ran them. A check's
text reaches the kernel only when all cells before it have run, and not its history.

Who loses what: a cell that fails, takes too long, or prints too much costs what depends on it. A
cell that ends the kernel (memory, crash, processes) is left out and the rest is run again, once. If
a check was disabled, the whole run is worth nothing until somebody has looked at it.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from utils.grading import restore, sandbox, trust
from utils.grading.assignment import Homework
from utils.grading.kernel import COMMAND, Kernel, KernelGone, Reply
from utils.grading.merge import Merged

ATTEMPTS = 2
TWINS = 2  # for each check
STOPPED = ("timed out", "too much output")


@dataclass
class Outcome:
    """What a run gave.

    `points` has the checks' points, `failures` why one has none, `outputs` those of each cell,
    `probes` what the kernel said about the functions of each check.
    """

    points: dict[str, float] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    findings: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    outputs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    probes: dict[str, dict[str, str]] = field(default_factory=dict)
    seconds: float = 0.0
    memory: int = 0


@dataclass(frozen=True)
class Ran:
    """What running a check gave: its text, the reply, whether its last line ran, which functions
    were not those of the instructor's run, and which of its names are functions of libraries."""

    source: str
    reply: Reply
    at_end: bool
    changed: list[str]
    library: set[str]


class _Run:
    """One attempt in one kernel."""

    def __init__(
        self, merged: Merged, kernel: Kernel, reference: dict | None, outcome: Outcome
    ) -> None:
        self.merged, self.kernel, self.reference = merged, kernel, reference
        self.outcome, self.given = outcome, trust.given_functions(merged.homework)
        self.own = trust.answered(merged.homework)
        self.current = 0
        self.errors: list[str] = []

    def cells(self, skip: set[int]) -> None:
        """Run all cells but those left out, then the twins of the checks that passed."""
        passed = []
        for position, cell in enumerate(self.merged.cells):
            self.current = position
            if cell["cell_type"] != "code" or position in skip or not cell["source"].strip():
                continue
            name = cell["name"]
            if name and self.merged.homework[name].kind == "check":
                source = self.check(position, name, cell["source"])
                passed += [(name, source)] if source else []
            else:
                self.own_cell(position, cell["source"])
        for name, source in passed:
            self.twins(name, source)

    def own_cell(self, position: int, source: str) -> None:
        """Run a cell of the student, or a locked one: that has the notebook's time, as a slow
        machine may take long to import TensorFlow and no student is to blame for it."""
        name = self.merged.cells[position]["name"]
        locked = bool(name) and self.merged.homework[name].kind == "locked"
        limits = self.kernel.limits
        seconds = limits.notebook_seconds if locked else limits.cell_seconds
        reply = self.kernel.execute(source, seconds=seconds)
        self.outcome.outputs[position] = reply.outputs
        where = f"cell {position + 1}"
        if reply.cut:
            self.outcome.notes.append(f"the output of {where} was cut")
        if not self.stopped(reply, where) and reply.status == "error":
            self.errors.append(f"{where}: {reply.error}")
        if reply.asked_to_exit:
            raise KernelGone("crashed", f"{where} calls exit() or quit(), which ends the kernel")

    def stopped(self, reply: Reply, where: str) -> bool:
        """Report a cell that went over a limit."""
        limits = self.kernel.limits
        text = {
            "timed out": f"{where} was stopped after {limits.cell_seconds:.0f} s",
            "too much output": f"{where} printed over {limits.flood / 1e6:.0f} MB",
        }
        if reply.status in STOPPED:
            self.outcome.findings.append((reply.status, text[reply.status]))
        elif reply.error == "MemoryError":
            self.outcome.findings.append(("out of memory", f"{where}: MemoryError"))
            return True
        return reply.status in STOPPED

    def execute(
        self, position: int, name: str, source: str, made: restore.Restored | None = None
    ) -> Ran:
        """Run the text of a check, and find out which functions it relied on."""
        marker, number = f"_{secrets.token_hex(8)}", secrets.randbelow(10**9)
        factor = 2 + secrets.randbelow(90)
        probe = {"probe": trust.probe_expression(trust.names_used(source))}
        reply = self.kernel.execute(
            f"{source}\n\n{marker} = {number} * {factor}",
            history=False,
            expressions={"marker": f"globals().pop({marker!r}, None)"} | probe,
        )
        self.outcome.outputs[position] = reply.outputs
        values = reply.values
        if reply.status == "error" and self.reference is not None:  # which gives no values
            values = self.kernel.execute("", keep=False, history=False, expressions=probe).values
        seen = trust.value_of(values, "probe")
        if made is not None and isinstance(seen, dict):
            seen = {made.outside(label): text for label, text in seen.items()}
        self.outcome.probes[name] = seen if isinstance(seen, dict) else {}
        known = (self.reference or self.outcome.probes).get(name, {})
        library = trust.of_libraries(known)
        return Ran(
            source,
            reply,
            at_end=trust.value_of(reply.values, "marker") == number * factor,
            changed=trust.differences(known, seen, self.given, self.own) if self.reference else [],
            library={made.inside(n) for n in library} if made is not None else library,
        )

    def hidden_names(self, ran: Ran) -> set[str]:
        """Names of the check that the student uses for something else, and that can be restored."""
        if ran.reply.status not in ("ok", "error"):
            return set()
        return restore.restorable(ran.changed, self.merged.homework)

    def check(self, position: int, name: str, source: str) -> str:
        """Run a check and what shows that it is one; the text that passed, or ""."""
        ran = self.execute(position, name, source)
        names = self.hidden_names(ran)
        if names:
            made = restore.restored(source, name, names, self.merged.homework)
            if self.kernel.execute(made.prepare, keep=False, history=False).status == "ok":
                ran = self.execute(position, name, made.source, made)
                shown = ", ".join(sorted(names))
                self.outcome.notes.append(f"{name} ran with our {shown} in place of the student's")
        reply, source, library = ran.reply, ran.source, ran.library
        if self.stopped(reply, f"the check {name}"):
            self.outcome.failures[name] = f"{reply.status}: {reply.error}"
            return ""
        if reply.status != "ok":
            self.outcome.failures[name] = f"{reply.error}: {reply.message}"
            return ""
        if not ran.at_end:
            self.disabled(f"{name} did not run to its end, but reported success")
        if reply.replies != 1:
            self.disabled(f"{name} was answered {reply.replies} times")
        if ran.changed:
            what = ", ".join(ran.changed[:6]) + (" and more" if len(ran.changed) > 6 else "")
            self.disabled(f"replaced when {name} ran: {what}")
        for canary in trust.canaries(source, library):
            self.canary(name, canary)
        self.outcome.points[name] = self.merged.homework[name].points
        self.outcome.failures.pop(name, None)
        return source

    def canary(self, name: str, canary: trust.Canary) -> None:
        """Run an assertion of known truth; report if it came out otherwise."""
        reply = self.kernel.execute(canary.code, keep=False, history=False)
        if reply.status in STOPPED:
            self.disabled(f"an assertion like those of {name} did not end")
        if canary.holds and reply.status != "ok":
            self.disabled(f"a true assertion like those of {name} failed")
        if not canary.holds and (reply.error, canary.token in reply.message) != (
            "AssertionError",
            True,
        ):
            self.disabled(f"a false assertion like those of {name} did not fail")

    def twins(self, name: str, source: str) -> None:
        """Turn assertions of a check round: not both may pass."""
        for turned, straight, token in trust.twins(source)[:TWINS]:
            first = self.kernel.execute(turned, keep=False, history=False)
            if first.status != "ok":
                continue
            second = self.kernel.execute(straight, keep=False, history=False)
            if second.status == "ok":
                self.disabled(f"an assertion of {name} passed, and so did its opposite ({token})")

    def disabled(self, reason: str) -> None:
        """End the run: a check was shown to be disabled."""
        raise KernelGone("checks disabled", reason)


def run(
    merged: Merged,
    root: Path,
    level: str,
    limits: sandbox.Limits,
    reference: dict[str, dict[str, str]] | None,
    profile: str = "quick",
) -> Outcome:
    """Run a notebook, a second time without the cell that ended the kernel in the first.

    `reference` has the probes of the instructor's solution; None when that is what is run.

    Raises:
        RuntimeError: If no kernel starts, which is no fault of the submission.
    """
    outcome, skip, started = Outcome(), set(), time.monotonic()
    for attempt in range(ATTEMPTS):
        with sandbox.room(level, root, merged.homework.name, COMMAND, limits, profile) as room:
            with Kernel(room, limits) as kernel:
                one = _Run(merged, kernel, reference, outcome)
                try:
                    one.cells(skip)
                    ended = None
                except KernelGone as gone:
                    ended = gone
            outcome.memory = max(outcome.memory, kernel.watcher.peak)
        if ended is None:
            outcome.notes += [f"error in {text}" for text in one.errors[:3]]
            break
        outcome.findings.append((ended.status, _where(merged, one.current, ended.reason)))
        if ended.status == "checks disabled":
            outcome.points.clear()
            break
        skip.add(one.current)
        if time.monotonic() - started > limits.notebook_seconds:
            break
        if attempt + 1 < ATTEMPTS:
            outcome.notes.append(f"run again without cell {one.current + 1}")
    outcome.findings = list(dict.fromkeys(outcome.findings))
    outcome.notes = list(dict.fromkeys(outcome.notes))
    outcome.seconds = time.monotonic() - started
    return outcome


def _where(merged: Merged, position: int, reason: str) -> str:
    return f"cell {position + 1}: {reason}" if "cell" not in reason else reason


def of_source(homework: Homework) -> Merged:
    """The instructor's own notebook, to be run for reference."""
    cells = [
        {
            "name": (cell.metadata.get("nbgrader") or {}).get("grade_id", ""),
            "cell_type": cell.cell_type,
            "source": cell.source,
            "attachments": {},
        }
        for cell in homework.source.cells
    ]
    known = {cell.name for cell in homework.cells}
    for cell in cells:
        cell["name"] = cell["name"] if cell["name"] in known else ""
    return Merged(homework, cells)
