"""What a result must hold, and how a table shows it to readers and to machines."""

from __future__ import annotations

import html.parser
import json
import math
from unittest import mock

import numpy as np
import pytest

from utils import runtime, scoreboard
from utils.scoreboard import Result

KEYS = {  # what results.json promises
    "id", "lesson", "metric", "unit", "better", "value", "spread", "seeds", "baseline",
    "baseline_name", "published", "source", "origin", "profile", "seconds", "device",
}  # fmt: skip


def result(**changes) -> Result:
    fields = {
        "id": "mnist_ae30",
        "metric": "reconstruction, test set",
        "unit": "squared error per image",
        "better": "lower",
        "value": 2.514,
        "baseline": 13.87,
        "baseline_name": "PCA-30",
        "published": 3.0,
        "source": "Hinton and Salakhutdinov 2006",
        "seconds": 311.4,
    }
    return Result(**fields | changes)


@pytest.fixture(autouse=True)
def circumstances(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "quick")
    monkeypatch.setattr(runtime, "device", lambda: "CPU with 2 cores")


def recorded(*results: Result, origin: str = "original") -> dict:
    """What `record` shows: type of content -> content."""
    with mock.patch("IPython.display.display") as display:
        scoreboard.record(*results, lesson="01", origin=origin)
    display.assert_called_once_with(mock.ANY, raw=True)
    return display.call_args.args[0]


def records(**changes) -> list[dict]:
    return recorded(result(**changes))[scoreboard.MIME]


# --- a result ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["value", "baseline", "seconds", "published", "spread"])
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_refused_by_name(name, number):
    with pytest.raises(ValueError, match=f"mnist_ae30: {name} must be a finite number, got"):
        result(seeds=3, **{"spread": 0.1} | {name: number})


def test_numbers_of_numpy_become_plain_floats_that_json_can_hold():
    made = result(value=np.float32(2.5), baseline=np.int64(14), spread=np.float64(0.5), seeds=3)
    assert [type(x) for x in (made.value, made.baseline, made.spread)] == [float] * 3
    assert (made.value, made.baseline, made.spread) == (2.5, 14.0, 0.5)


@pytest.mark.parametrize("better", ["less", "Lower", ""])
def test_better_is_one_of_two_words(better):
    with pytest.raises(ValueError, match=f'better is "lower" or "higher", got {better!r}'):
        result(better=better)


@pytest.mark.parametrize(("spread", "seeds"), [(0.1, 1), (None, 3)])
def test_a_spread_belongs_to_several_seeds_and_they_to_it(spread, seeds):
    with pytest.raises(ValueError, match=f"mnist_ae30: {seeds} seeds and a spread of {spread}"):
        result(spread=spread, seeds=seeds)


def test_a_published_value_needs_its_source_but_a_source_may_stand_alone():
    with pytest.raises(ValueError, match="mnist_ae30: a published value needs its source"):
        result(source="")
    assert result(published=None, source="compare with lesson 01").published is None


def test_a_result_cannot_be_changed_afterwards():
    with pytest.raises(AttributeError):
        result().value = 0.0


# --- what a cell's output holds ---------------------------------------------------------------


def test_record_leaves_the_agreed_keys_and_the_circumstances_for_machines():
    (entry,) = recorded(result(), origin="sample")[scoreboard.MIME]
    assert set(entry) == KEYS
    assert entry == json.loads(json.dumps(entry))
    assert (entry["lesson"], entry["origin"]) == ("01", "sample")
    assert (entry["profile"], entry["device"]) == ("quick", "CPU with 2 cores")
    assert (entry["value"], entry["spread"], entry["seeds"]) == (2.514, None, 1)


def test_record_shows_one_output_with_a_table_and_its_text_for_all_results_in_order():
    data = recorded(result(id="first"), result(id="second"))
    assert set(data) == {scoreboard.MIME, "text/html", "text/plain"}
    assert [entry["id"] for entry in data[scoreboard.MIME]] == ["first", "second"]
    assert data["text/html"] == scoreboard.as_html(data[scoreboard.MIME])
    assert data["text/plain"] == scoreboard.as_text(data[scoreboard.MIME])


def test_record_without_results_is_refused():
    with pytest.raises(ValueError, match="at least one Result"):
        scoreboard.record(lesson="01", origin="original")


# --- the texts of a table ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.514, "2.51"), (13.87, "13.87"), (0, "0.00"), (1, "1.00"), (-2.5, "-2.50"),
        (0.5, "0.500"), (0.0839, "0.0839"), (0.97349, "0.973"), (0.00001234, "1.23e-05"),
        (99.994, "99.99"), (100, "100.00"), (146.95, "146.95"), (-340.26, "-340.26"),
    ],
)  # fmt: skip
def test_numbers_have_as_many_digits_as_a_reader_compares(value, text):
    assert scoreboard.number(value) == text


def test_a_row_names_what_was_measured_against_what_and_how():
    heading, row = scoreboard.rows(records())
    assert dict(zip(heading, row, strict=True)) == {
        "result": "reconstruction, test set",
        "unit": "squared error per image",
        "better": "lower",
        "ours": "2.51",
        "baseline": "13.87 (PCA-30)",
        "published": "3.00 (Hinton and Salakhutdinov 2006)",
        "data": "original",
        "run": "quick, 311 s, CPU with 2 cores",
    }


@pytest.mark.parametrize(
    ("changes", "column", "text"),
    [
        ({"spread": 0.031, "seeds": 3}, "ours", "2.51 ± 0.0310 (3 seeds)"),
        ({"published": None, "source": ""}, "published", "none"),
        ({"published": None, "source": "lesson 01"}, "published", "none (lesson 01)"),
    ],
)
def test_a_row_shows_the_spread_over_seeds_and_says_what_is_missing(changes, column, text):
    heading, row = scoreboard.rows(records(**changes))
    assert row[heading.index(column)] == text


class Cells(html.parser.HTMLParser):
    """The texts of a table's cells, as a browser reads them."""

    def __init__(self, text: str):
        super().__init__()
        self.rows, self.tags = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data):
        self.rows[-1][-1] += data


def test_the_html_table_reads_as_the_rows_and_takes_no_text_for_markup():
    entries = records(metric="<b>p</b> & q < 0.05", source='"A & B", 2006')
    table = Cells(scoreboard.as_html(entries))
    assert table.rows == scoreboard.rows(entries)
    assert table.tags == {"table", "thead", "tbody", "tr", "th", "td"}


def test_the_plain_text_has_one_line_per_column_and_a_gap_between_results():
    entries = records() + records(metric="another")
    first, second = scoreboard.as_text(entries).split("\n\n")
    heading, *rows = scoreboard.rows(entries)
    for block, row in zip((first, second), rows, strict=True):
        pairs = [line.split(": ", 1) for line in block.splitlines()]
        assert [(name.strip(), text) for name, text in pairs] == list(
            zip(heading, row, strict=True)
        )


def test_the_markdown_table_has_the_lesson_in_front_and_escapes_its_own_bars():
    entries = records(metric="-log p(x|z)") + records()
    head, rule, first, second = scoreboard.as_markdown(entries).splitlines()
    heading, *_, last = scoreboard.rows(entries)
    assert head == "| lesson | " + " | ".join(heading) + " |"
    assert rule == "|" + " --- |" * (1 + len(heading))
    assert first.startswith(r"| 01 | -log p(x\|z) | squared error per image | lower | 2.51 |")
    assert second == "| 01 | " + " | ".join(last) + " |"


def test_without_records_the_markdown_table_is_a_heading():
    assert len(scoreboard.as_markdown([]).splitlines()) == 2
