"""The format of a quiz: `problems` names everything in which one breaks it.

A quiz is a list of questions in jupyterquiz's format. Its texts are plain; `code` stands in
backticks, formulas in dollars.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from typing import Any

from utils import formulas

KINDS = ("concept", "calculation", "figure", "recall")
TYPES = ("multiple_choice", "numeric")
# What a question may ask for, and how wide the range of right answers must be for it at least.
TOLERANCES = {"whole": 1, "one decimal": 0.1, "two decimals": 0.01, "three decimals": 0.001}

Question = dict[str, Any]


def problems(quiz: list[Question], name: str = "") -> list[str]:
    """Everything in which a quiz breaks the format, one sentence each; none if it keeps it.

    With `name`, such as "03_before", the rule on questions about earlier lessons is checked too.
    """
    found = problems_of_questions(quiz)
    if found:  # what follows relies on each single question
        return found
    if not 3 <= len(quiz) <= 5:
        found.append(f"{len(quiz)} questions, 3 to 5 are expected")
    for kind in ("calculation", "figure"):
        if not any(question["kind"] == kind for question in quiz):
            found.append(f'no question of the kind "{kind}"')
    if len({question["question"] for question in quiz}) < len(quiz):
        found.append("the same question twice")
    if name:
        number, when = int(name[:2]), name[3:]
        lessons = [int(question["lesson"]) for question in quiz if question["kind"] == "recall"]
        if when == "before" and number >= 3 and len(lessons) != 1:
            found.append(f"{len(lessons)} recall questions, one is expected from lesson 03 on")
        if late := [lesson for lesson in lessons if lesson > number - 2]:
            found.append(f"recalls lesson {late[0]:02}, at least two lessons back are expected")
    return found


def problems_of_questions(quiz: list[Question]) -> list[str]:
    """What `problems` says about each question by itself."""
    if not isinstance(quiz, list) or not quiz:
        return ["a quiz is a list of questions"]
    numbered = enumerate(quiz, start=1)
    return [f"question {n}: {text}" for n, question in numbered for text in _of_question(question)]


def _of_question(question: Question) -> Iterator[str]:
    if not isinstance(question, dict) or not {"question", "type", "kind", "answers"} <= set(
        question
    ):
        yield 'needs the keys "question", "type", "kind" and "answers"'
        return
    if unknown := set(question) - {"question", "type", "kind", "answers", "lesson"}:
        yield f"unknown keys {sorted(unknown)}"
    if question["kind"] not in KINDS:
        yield f"kind {question['kind']!r}, expected one of {', '.join(KINDS)}"
    if question["kind"] == "recall" and not re.fullmatch(r"\d\d", str(question.get("lesson"))):
        yield 'a recall question names its lesson, such as "lesson": "01"'
    if question["kind"] == "figure" and not re.search(
        r"Figure \d+\.\d+|\b[Pp]icture", str(question["question"])
    ):
        yield 'a figure question names "Figure 9.5", or the picture above'
    yield from _of_text(question["question"], "the question")
    answers = question["answers"]
    if not isinstance(answers, list) or not all(isinstance(answer, dict) for answer in answers):
        yield '"answers" is a list of objects'
        return
    for number, answer in enumerate(answers, start=1):
        yield from _of_text(answer.get("feedback"), f"feedback {number}")
        if len(str(answer.get("feedback", "")).split()) < 4:
            yield f"feedback {number} gives no reason"
    if len({str(answer.get("feedback")) for answer in answers}) < len(answers):
        yield "two answers with the same feedback"
    right = [answer for answer in answers if answer.get("correct") is True]
    if len(right) != 1:
        yield f"{len(right)} right answers, exactly one is expected"
    if question["type"] == "multiple_choice":
        yield from _of_choices(answers)
    elif question["type"] == "numeric":
        yield from _of_numbers(str(question["question"]), answers, right)
    else:
        yield f"type {question['type']!r}, expected one of {', '.join(TYPES)}"


def _of_text(text: Any, what: str) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        yield f"{what} is missing"
        return
    if text.count("$") % 2:
        yield f"{what} has a formula without its second $"
        return
    if text.count("`") % 2:
        yield f"{what} has code without its second backtick"
    try:
        formulas.markup(text, typeset=True)
    except ValueError as error:
        yield f"in {what} {error}"
    if "!" in re.sub(r"`[^`]*`|\$[^$]*\$", "", text):
        yield f"{what} has an exclamation mark"


def _of_choices(answers: list[dict[str, Any]]) -> Iterator[str]:
    if len(answers) not in (3, 4):
        yield f"{len(answers)} answers, 3 or 4 are expected"
    for number, answer in enumerate(answers, start=1):
        if set(answer) != {"answer", "correct", "feedback"}:
            yield f'answer {number} needs the keys "answer", "correct", "feedback" and no others'
        if not isinstance(answer.get("correct"), bool):
            yield f'answer {number}: "correct" is true or false'
        yield from _of_text(answer.get("answer"), f"answer {number}")
    if len({str(answer.get("answer")) for answer in answers}) < len(answers):
        yield "the same answer twice"


def _of_numbers(question: str, answers: list[dict[str, Any]], right: list) -> Iterator[str]:
    if [answer.get("type") for answer in answers].count("default") != 1:
        yield 'exactly one answer of type "default" is expected'
    intervals = []  # (first number, first number behind it): jupyterquiz's ranges are half open
    for number, answer in enumerate(answers, start=1):
        kind = answer.get("type")
        if kind not in ("range", "value", "default"):
            yield f'answer {number}: type {kind!r}, expected "range", "value" or "default"'
            continue
        if set(answer) - {"correct"} != {"type", "feedback", kind} - {"default"}:
            yield f'answer {number} of type "{kind}" has the wrong keys {sorted(answer)}'
            continue
        if kind != "default":
            bounds = answer["range"] if kind == "range" else [answer["value"]]
            if not isinstance(answer.get("correct"), bool):
                yield f'answer {number}: "correct" is true or false'
            if not _are_numbers(bounds, 2 if kind == "range" else 1) or bounds[0] > bounds[-1]:
                yield f"answer {number}: {bounds} is no range or value"
                continue
            behind = bounds[1] if kind == "range" else math.nextafter(bounds[0], math.inf)
            intervals.append((bounds[0], behind))
    for (low, high), (next_low, next_high) in itertools.combinations(intervals, 2):
        if low < next_high and next_low < high:
            yield f"numbers from {max(low, next_low)} on belong to two answers"
    for low, high in [answer["range"] for answer in right if _are_numbers(answer.get("range"), 2)]:
        stated = [step for words, step in TOLERANCES.items() if words in question]
        if not stated:
            yield f"how exact an answer should be is not said: {', '.join(TOLERANCES)}"
        elif high - low < 0.999 * stated[0]:
            yield f"the right range {low} to {high} is narrower than the question says"


def _are_numbers(values: Any, count: int) -> bool:
    """Whether `values` is a list of so many finite numbers."""
    return (
        isinstance(values, list)
        and len(values) == count
        and all(type(value) in (int, float) and math.isfinite(value) for value in values)
    )
