"""The scoreboard that closes a lesson: our number beside a baseline and a published one.

`record` draws a table and puts the same facts, for machines, into the cell's output.
`python -m utils.publish` gathers them from the executed notebooks into `lessons/results.json`.
"""

from __future__ import annotations

import dataclasses
import html
import math
from typing import Any

from utils import runtime

MIME = "application/vnd.autoencoder-course.results+json"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Result:
    """One measured number and what to compare it with.

    Attributes:
        id: The slug in the course map, or a new one in lower case with underscores.
        metric: What is measured, and on what, in a few words.
        unit: Of all four values, e.g. "squared error per image", "dB", "%".
        better: "lower" or "higher".
        value: Ours; the mean over `seeds` runs.
        spread: Standard deviation over the runs, or None for one run.
        seeds: Number of runs.
        baseline: The value of something simpler, measured in this lesson.
        baseline_name: What that is.
        published: A published value under the same protocol, or None.
        source: Where it was published, or, without one, what the value should be compared with.
        seconds: Time that computing `value` took, training included.

    Raises:
        ValueError: If a number is not finite, `better` is neither word, a spread and the number of
            seeds contradict each other, or a published value has no source.
    """

    id: str
    metric: str
    unit: str
    better: str
    value: float
    baseline: float
    baseline_name: str
    seconds: float
    spread: float | None = None
    seeds: int = 1
    published: float | None = None
    source: str = ""

    def __post_init__(self):
        for name in ("value", "baseline", "seconds", "spread", "published"):
            number = getattr(self, name)
            if number is None and name in ("spread", "published"):
                continue
            if not math.isfinite(number):
                raise ValueError(f"{self.id}: {name} must be a finite number, got {number}")
            object.__setattr__(self, name, float(number))
        if self.better not in ("lower", "higher"):
            raise ValueError(f'{self.id}: better is "lower" or "higher", got {self.better!r}')
        if (self.spread is not None) != (self.seeds > 1):
            raise ValueError(f"{self.id}: {self.seeds} seeds and a spread of {self.spread}")
        if self.published is not None and not self.source:
            raise ValueError(f"{self.id}: a published value needs its source")


def record(*results: Result, lesson: str, origin: str) -> None:
    """Show `results` as a table, and leave them in the output for `lessons/results.json`.

    Args:
        results: One or more, as they are to stand in the table.
        lesson: The lesson's number, e.g. "01".
        origin: `origin` of the data, "original" or "sample".
    """
    from IPython.display import display

    if not results:
        raise ValueError("record at least one Result")
    circumstances = {
        "lesson": lesson,
        "origin": origin,
        "profile": runtime.profile(),
        "device": runtime.device(),
    }
    records = [dataclasses.asdict(result) | circumstances for result in results]
    bundle = {MIME: records, "text/html": as_html(records), "text/plain": as_text(records)}
    display(bundle, raw=True)


def rows(records: list[dict[str, Any]]) -> list[list[str]]:
    """Each record as the texts of a table's row; the first row is the heading."""
    heading = ["result", "unit", "better", "ours", "baseline", "published", "data", "run"]
    table = [heading]
    for entry in records:
        ours = number(entry["value"])
        if entry["spread"] is not None:
            ours += f" ± {number(entry['spread'])} ({entry['seeds']} seeds)"
        published = "none" if entry["published"] is None else number(entry["published"])
        table.append(
            [
                entry["metric"],
                entry["unit"],
                entry["better"],
                ours,
                f"{number(entry['baseline'])} ({entry['baseline_name']})",
                f"{published} ({entry['source']})" if entry["source"] else published,
                entry["origin"],
                f"{entry['profile']}, {entry['seconds']:.0f} s, {entry['device']}",
            ]
        )
    return table


def number(value: float) -> str:
    """Three significant digits below 1, two decimals from there on."""
    return f"{value:#.3g}" if abs(value) < 1 else f"{value:.2f}"


def as_html(records: list[dict[str, Any]]) -> str:
    heading, *body = ([html.escape(text) for text in row] for row in rows(records))
    head = "".join(f'<th scope="col">{text}</th>' for text in heading)
    lines = ["<tr><td>" + "</td><td>".join(row) + "</td></tr>" for row in body]
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def as_text(records: list[dict[str, Any]]) -> str:
    heading, *body = rows(records)
    blocks = [
        "\n".join(f"{name:>10}: {text}" for name, text in zip(heading, row, strict=True))
        for row in body
    ]
    return "\n\n".join(blocks)


def as_markdown(records: list[dict[str, Any]]) -> str:
    """A Markdown table with the lesson's number in front, for the README."""
    heading, *body = rows(records)
    lines = [["lesson", *heading], ["---"] * (len(heading) + 1)]
    lines += [[entry["lesson"], *row] for entry, row in zip(records, body, strict=True)]
    return "\n".join(
        "| " + " | ".join(t.replace("|", "\\|") for t in line) + " |" for line in lines
    )
