"""The quizzes before and after each lesson: data in lessons/quizzes, shown in two forms.

`show("09_before")` displays the text form, which needs no JavaScript, and the interactive form of
jupyterquiz. The data are in jupyterquiz's own format, with two more keys that it ignores: "kind"
and, for a question on an earlier lesson, "lesson"; `problems` says what breaks this format.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import random
import sys
from pathlib import Path
from typing import Any

from utils import formulas
from utils.formulas import markup
from utils.quiz_format import Question, problems_of_questions

FOLDER = Path(__file__).resolve().parents[1] / "lessons" / "quizzes"
FOLDED = '<details class="course-quiz">'
UNFOLDED = '<details class="course-quiz" open>'
# Each text readable on its ground, with JupyterLab's light theme and with its dark one.
COLOURS = {
    "--jq-numeric-input-bg": "#404040",
    "--jq-numeric-input-label": "currentColor",
    "--jq-correct-color": "#007a10",
}


def names() -> list[str]:
    """The quizzes there are, such as "01_after"."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def load(name: str) -> list[Question]:
    """The questions of a quiz.

    Raises:
        ValueError: If there is no such quiz, or its questions cannot be shown.
    """
    if name not in names():
        there = ", ".join(names()) or "none"
        raise ValueError(f"no quiz {name!r}; lessons/quizzes holds {there}")
    try:
        quiz = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"lessons/quizzes/{name}.json is no valid JSON: {error}") from error
    if found := problems_of_questions(quiz):
        raise ValueError(f"lessons/quizzes/{name}.json: " + "; ".join(found))
    return quiz


# --- the two forms ----------------------------------------------------------------------------


def show(name: str) -> None:
    """Display a quiz as text, folded up, and interactively below it.

    Without jupyterquiz, which Colab does not carry, the text form comes alone and unfolded.

    Raises:
        ValueError: See `load`.
    """
    from IPython.display import HTML, Javascript, display

    quiz = load(name)
    text = as_html(quiz, typeset="google.colab" in sys.modules)  # Colab has no MathJax in outputs
    if importlib.util.find_spec("jupyterquiz") is None:
        hint = "<p>For a form to click on, run <code>%pip install jupyterquiz</code> first.</p>"
        display(HTML(text.replace(FOLDED, UNFOLDED, 1) + hint))
        return
    from jupyterquiz import display_quiz

    display(HTML(text))
    display(Javascript(formulas.PREPARE_PAGE))
    # jupyterquiz names its elements by `random`, from which Keras draws the seeds of first weights:
    # who skips a quiz, or has no jupyterquiz, shall get the same network.
    state = random.getstate()
    # The order of the file in both forms, so that "answer B" means the same in each.
    display_quiz(for_jupyterquiz(quiz), shuffle_answers=False, max_width=800, colors=COLOURS)
    random.setstate(state)


def for_jupyterquiz(quiz: list[Question]) -> list[Question]:
    """The same questions with their texts as HTML, which jupyterquiz takes them for.

    Each feedback begins with "Right" or "No", which colours alone do not tell everybody.
    """
    return [
        question
        | {"question": markup(question["question"], typeset=True)}
        | {"answers": list(map(_for_jupyterquiz, question["answers"]))}
        for question in quiz
    ]


def _for_jupyterquiz(answer: dict[str, Any]) -> dict[str, Any]:
    said = "Right" if answer.get("correct") else "No"
    texts = {"feedback": f"<b>{said}.</b> {markup(answer['feedback'], typeset=True)}"}
    if "answer" in answer:
        texts["answer"] = markup(answer["answer"], typeset=True)
    return answer | texts


def as_html(quiz: list[Question], typeset: bool = False) -> str:
    """A quiz as HTML without JavaScript: what is right, and all feedback, folded away."""
    shown = functools.partial(markup, typeset=typeset)
    lines = [FOLDED, "<summary>The questions as text</summary>", "<ol>"]
    for question in quiz:
        lines += ["<li>", f"<p>{shown(question['question'])}</p>"]
        marks = "Right", "No"
        if question["type"] == "multiple_choice":
            answers = [f"<li>{shown(answer['answer'])}</li>" for answer in question["answers"]]
            lines += ['<ol type="A">', *answers, "</ol>"]
            title, begin, end = "Which is right, and why", '<ol type="A">', "</ol>"
        else:
            marks = "right", "no"
            title, begin, end = "Which number is right, and why", "<ul>", "</ul>"
        lines += [f"<details><summary>{title}</summary>", begin]
        for answer in question["answers"]:
            said = marks[not answer.get("correct", False)]
            what = f"<b>{said_number(answer)}{said}.</b> {shown(answer['feedback'])}"
            lines.append(f"<li>{what}</li>")
        lines += [end, "</details>", "</li>"]
    return "\n".join([*lines, "</ol>", "</details>"])


def said_number(answer: dict[str, Any]) -> str:
    """Of an answer to a numeric question, which numbers it is about; "" for a multiple choice."""
    if "range" in answer:
        low, high = answer["range"]
        return f"{low:,} to {high:,}: "
    if "value" in answer:
        return f"{answer['value']:,}: "
    return "Any other number: " if answer.get("type") == "default" else ""


def text_only(outputs: list[Any]) -> list[Any]:
    """A cell's outputs without the interactive form of `show`; the text form is unfolded instead.

    The interactive form is of no use without its kernel's trust, takes 60 kB, and holds names
    drawn at random.
    """
    kept = []
    for output in outputs:
        data = output.get("data", {})
        text = data.get("text/html", "")
        if "data-shufflequestions=" in text or "show_questions" in str(
            data.get("application/javascript", "")
        ):
            continue
        if FOLDED in text:
            data["text/html"] = text.replace(FOLDED, UNFOLDED, 1)
        kept.append(output)
    return kept
