"""The quizzes: their format, what they refer to, and the two forms in which they are shown."""

from __future__ import annotations

import copy
import functools
import importlib.util
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from utils import formulas, publish, quiz_format, quizzes

NAMES = quizzes.names()
each_quiz = pytest.mark.parametrize("name", NAMES)
Question = quiz_format.Question


@functools.cache
def stored(name: str) -> str:
    return (quizzes.FOLDER / f"{name}.json").read_text(encoding="utf-8")


def read(name: str) -> list[Question]:
    return json.loads(stored(name))


def texts(quiz: list[Question]) -> Iterator[str]:
    """All that a quiz says: questions, answers, feedback."""
    for question in quiz:
        yield question["question"]
        for answer in question["answers"]:
            yield from (answer[key] for key in ("answer", "feedback") if key in answer)


# --- the quizzes of the course ----------------------------------------------------------------


@each_quiz
def test_a_quiz_keeps_the_format(name):
    assert quiz_format.problems(read(name), name) == []


def incomplete(names: list[str], lessons: list[str]) -> list[str]:
    """What is missing or too much if every lesson from 01 on has two quizzes."""
    asked = [lesson for lesson in lessons if lesson >= "01"]
    return sorted({f"{x}_{when}" for x in asked for when in ("before", "after")} ^ {*names})


def test_every_lesson_from_01_on_has_one_quiz_before_and_one_after():
    assert incomplete(NAMES, [path.name[:2] for path in publish.lesson_paths()]) == []


def test_a_missing_or_a_stray_quiz_would_be_noticed():
    names, lessons = ["01_before", "01_after", "02_before", "02_after"], ["00", "01", "02"]
    assert incomplete(names, lessons) == []
    assert incomplete(names[:3], lessons) == ["02_after"]
    assert incomplete(names[2:], lessons) == ["01_after", "01_before"]
    assert incomplete([*names, "04_before"], lessons) == ["04_before"]
    assert incomplete([*names, "02_later"], lessons) == ["02_later"]


FIGURE = re.compile(r"Figures? (\d+)\.(\d+)(?:(?: and |, )(\d+)\.(\d+))?")


@functools.cache
def captions(lesson: int) -> list[str]:
    """The numbers of a lesson's figures, such as "9.5"."""
    (path,) = [path for path in publish.lesson_paths() if int(path.name[:2]) == lesson]
    cells = map(publish.caption_of, nbformat.read(path, as_version=4).cells)
    return [re.match(r"Figure (\d+\.\d+)\.", caption)[1] for caption in cells if caption]


def unknown_figures(quiz: list[Question], name: str) -> list[str]:
    """Figures named in a quiz that are not there, or that its reader has not met yet."""
    latest = int(name[:2]) - (name[3:] == "before")
    found = []
    for text in texts(quiz):
        for numbers in FIGURE.findall(text):
            for lesson, figure in filter(all, (numbers[:2], numbers[2:])):
                if int(lesson) > latest or f"{lesson}.{figure}" not in captions(int(lesson)):
                    found.append(f"{lesson}.{figure}")
    return found


@each_quiz
def test_the_figures_named_in_a_quiz_are_there_and_known_to_its_reader(name):
    assert unknown_figures(read(name), name) == []


def test_a_wrong_number_of_a_figure_would_be_noticed():
    asks = lambda text: [{"question": text, "answers": [{"feedback": "In Figure 1.2 it is so."}]}]
    assert unknown_figures(asks("Look at Figure 1.3."), "01_after") == []
    assert unknown_figures(asks("Look at Figure 1.99."), "01_after") == ["1.99"]
    assert unknown_figures(asks("Compare Figures 1.1 and 1.98."), "01_after") == ["1.98"]
    assert unknown_figures(asks("Look at Figure 2.1."), "01_after") == ["2.1"]
    assert unknown_figures(asks("Look at the picture above."), "01_before") == ["1.2"]


def choices(names: list[str]) -> list[Question]:
    questions = [question for name in names for question in read(name)]
    return [question for question in questions if question["type"] == "multiple_choice"]


def share(questions: list[Question], extreme: Callable) -> float:
    """How often, from 0 to 1, the right answer is the longest (`extreme=max`) or shortest."""
    hits = 0
    for question in questions:
        lengths = {len(answer["answer"]): answer["correct"] for answer in question["answers"]}
        ties = [a for a in question["answers"] if len(a["answer"]) == extreme(lengths)]
        hits += any(answer["correct"] for answer in ties)
    return hits / len(questions)


def most_frequent_place(questions: list[Question]) -> float:
    """The share of the place at which the right answer stands most often."""
    places = Counter([a["correct"] for a in q["answers"]].index(True) for q in questions)
    return max(places.values()) / len(questions)


def test_neither_its_length_nor_its_place_gives_the_right_answer_away():
    questions = choices(NAMES)
    assert share(questions, max) <= 0.4
    assert share(questions, min) <= 0.4
    assert most_frequent_place(questions) <= 0.4


def test_a_telling_length_or_place_would_be_noticed():
    def ask(*answers):
        return {"answers": [{"answer": a, "correct": a.startswith("*")} for a in answers]}

    questions = [ask("*longest", "long", "low"), ask("*s", "long", "longest"), ask("a", "*same")]
    assert share(questions, max) == pytest.approx(2 / 3)
    assert share(questions, min) == pytest.approx(1 / 3)
    assert most_frequent_place(questions) == pytest.approx(2 / 3)


# --- the format -------------------------------------------------------------------------------

CHOICE = {
    "question": "Look at the picture above. Is $a < b$?",
    "type": "multiple_choice",
    "kind": "figure",
    "answers": [
        {"answer": "yes", "correct": True, "feedback": "It stands further to the left."},
        {"answer": "no", "correct": False, "feedback": "Compare the signs of the two."},
        {"answer": "equal", "correct": False, "feedback": "They differ by one in $x$."},
    ],
}
NUMBER = {
    "question": "What is $3 / 2$? Answer to one decimal.",
    "type": "numeric",
    "kind": "calculation",
    "answers": [
        {"type": "range", "range": [1.45, 1.55], "correct": True, "feedback": "That is 3 halves."},
        {"type": "range", "range": [0.6, 0.7], "correct": False, "feedback": "This is two thirds."},
        {"type": "value", "value": 1, "correct": False, "feedback": "One is without the rest."},
        {"type": "default", "feedback": "Divide three by two."},
    ],
}  # fmt: skip
RECALL = CHOICE | {"question": "What was it?", "kind": "recall", "lesson": "01"}
QUIZ = [CHOICE, NUMBER, RECALL]


def test_a_good_quiz_has_no_problems():
    assert quiz_format.problems(QUIZ, "03_before") == []
    assert quiz_format.problems([CHOICE, NUMBER, RECALL | {"kind": "concept"}], "02_before") == []


def changed(place: list, value: object) -> list[Question]:
    """QUIZ with the entry at `place` (keys and numbers) replaced, or removed if it is None."""
    quiz = copy.deepcopy(QUIZ)
    *path, last = place
    inner = functools.reduce(lambda part, key: part[key], path, quiz)
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return quiz


ANSWERS = CHOICE["answers"]
FAULTS = [
    ([0, "answers"], None, "needs the keys"),
    ([0], "a text", "needs the keys"),
    ([0, "answer_cols"], 2, "unknown keys ['answer_cols']"),
    ([0, "kind"], "riddle", "kind 'riddle'"),
    ([0, "type"], "many_choice", "type 'many_choice'"),
    ([0, "question"], "Is it?", 'a figure question names "Figure 9.5"'),
    ([0, "question"], "In the picture, is $a < b?", "the question has a formula"),
    ([0, "question"], "In the picture, is $\\vec a$?", "in the question the formula \\vec a needs"),
    ([0, "question"], "In the picture, is `a?", "the question has code"),
    ([0, "question"], "Look at the picture!", "the question has an exclamation mark"),
    ([0, "question"], " ", "the question is missing"),
    ([0, "answers"], ANSWERS[:2], "2 answers, 3 or 4"),
    ([0, "answers"], [*ANSWERS, *ANSWERS], "6 answers, 3 or 4"),
    ([0, "answers"], ["yes", "no"], '"answers" is a list of objects'),
    ([0, "answers", 1, "correct"], True, "2 right answers"),
    ([0, "answers", 0, "correct"], False, "0 right answers"),
    ([0, "answers", 0, "correct"], 1, '"correct" is true or false'),
    ([0, "answers", 1, "correct"], None, "answer 2 needs the keys"),
    ([0, "answers", 1, "answer"], "yes", "the same answer twice"),
    ([0, "answers", 1, "feedback"], None, "feedback 2 is missing"),
    ([0, "answers", 1, "feedback"], "Wrong.", "feedback 2 gives no reason"),
    ([0, "answers", 1, "feedback"], ANSWERS[2]["feedback"], "two answers with the same feedback"),
    ([1, "question"], "What is $3 / 2$?", "how exact an answer should be is not said"),
    ([1, "question"], "What is $3 / 2$, as a whole number?", "narrower than the question says"),
    ([1, "answers", 3], None, 'exactly one answer of type "default"'),
    ([1, "answers", 3, "feedback"], None, "feedback 4 is missing"),
    ([1, "answers", 3, "range"], [1, 2], "wrong keys"),
    ([1, "answers", 2, "type"], "range", "wrong keys"),
    ([1, "answers", 2, "type"], "fraction", "type 'fraction'"),
    ([1, "answers", 2, "value"], 1.5, "numbers from 1.5 on belong to two answers"),
    ([1, "answers", 2, "value"], 1.45, "numbers from 1.45 on belong to two answers"),
    ([1, "answers", 1, "range"], [1.5, 1.6], "numbers from 1.5 on belong to two answers"),
    ([1, "answers", 1, "range"], [0.7, 0.6], "[0.7, 0.6] is no range"),
    ([1, "answers", 1, "range"], [0.7], "[0.7] is no range"),
    ([1, "answers", 1, "range"], ["0", "1"], "['0', '1'] is no range"),
    ([1, "answers", 0, "range"], [1.49, 1.51], "narrower than the question says"),
    ([1, "answers", 0, "correct"], False, "0 right answers"),
    ([1, "answers", 1, "correct"], True, "2 right answers"),
    ([1, "kind"], "concept", 'no question of the kind "calculation"'),
    ([0, "kind"], "concept", 'no question of the kind "figure"'),
    ([2], None, "2 questions, 3 to 5"),
    ([2, "question"], CHOICE["question"], "the same question twice"),
    ([2, "kind"], "concept", "0 recall questions, one is expected"),
    ([2, "lesson"], "02", "recalls lesson 02, at least two lessons back"),
    ([2, "lesson"], None, "a recall question names its lesson"),
]


@pytest.mark.parametrize(("place", "value", "message"), FAULTS)
def test_each_rule_notices_a_planted_fault(place, value, message):
    found = quiz_format.problems(changed(place, value), "03_before")
    assert [text for text in found if message in text], found


def test_a_quiz_has_at_most_five_questions_and_one_that_recalls():
    more = [CHOICE | {"question": f"The picture {n}?", "kind": "concept"} for n in range(3)]
    assert quiz_format.problems([*QUIZ, *more[:2]], "03_before") == []
    assert quiz_format.problems([*QUIZ, *more]) == ["6 questions, 3 to 5 are expected"]
    second = RECALL | {"question": "What else?"}
    assert quiz_format.problems([*QUIZ, second], "03_before") == [
        "2 recall questions, one is expected from lesson 03 on"
    ]
    assert quiz_format.problems({"questions": QUIZ}) == ["a quiz is a list of questions"]


def test_ranges_may_touch_since_their_upper_end_does_not_belong_to_them():
    assert quiz_format.problems(changed([1, "answers", 1, "range"], [1.4, 1.45]), "03_before") == []
    touching = changed([1, "answers", 2, "value"], 1.55)
    assert quiz_format.problems(touching, "03_before") == []


# --- the text form ----------------------------------------------------------------------------


class Text(HTMLParser):
    """The text of a page, and the part of it outside of `depth` details."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.depth, self.tags, self.all, self.in_sight = 0, [], "", ""
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.depth += tag == "details"

    def handle_endtag(self, tag):
        self.depth -= tag == "details"

    def handle_data(self, data):
        self.all += data
        if self.depth < 2:  # inside the quiz, outside its answers
            self.in_sight += data


def without_code(text: str) -> str:
    return text.replace("`", "")


@each_quiz
def test_the_text_form_shows_questions_and_answers_and_folds_the_rest_away(name):
    quiz = read(name)
    page = Text(quizzes.as_html(quiz))
    assert page.depth == 0
    assert {*page.tags} <= {"details", "summary", "ol", "ul", "li", "p", "b", "code"}
    for text in texts(quiz):
        assert without_code(text) in page.all
    in_sight = ["The questions as text"]
    for question in quiz:
        in_sight.append(question["question"])
        in_sight += [answer["answer"] for answer in question["answers"] if "answer" in answer]
    assert page.in_sight.split() == without_code(" ".join(in_sight)).split()


def test_the_text_form_says_which_answer_is_right_and_which_numbers_are():
    choice, number = (quizzes.as_html([question]) for question in (CHOICE, NUMBER))
    assert "<li><b>Right.</b> It stands further to the left.</li>" in choice
    assert "<li><b>No.</b> Compare the signs of the two.</li>" in choice
    assert choice.count('<ol type="A">') == 2
    for line in (
        "1.45 to 1.55: right.</b> That",
        "0.6 to 0.7: no.</b> This",
        "1: no.</b> One",
        "Any other number: no.</b> Divide",
    ):
        assert f"<li><b>{line}" in number
    assert quizzes.said_number({"range": [1234567.5, 1234568.5]}) == "1,234,567.5 to 1,234,568.5: "


def test_texts_are_shown_character_by_character_in_both_forms():
    text = "Is $a < b$ & `x[i]` <b>so</b>?"
    shown = "Is $a &lt; b$ &amp; <code>x[i]</code> &lt;b&gt;so&lt;/b&gt;?"
    answers = [{"answer": text, "correct": True, "feedback": text}]
    quiz = [CHOICE | {"question": text, "answers": answers}]
    assert quizzes.as_html(quiz).count(shown) == 3
    shown = shown.replace("$a &lt; b$", formulas.as_html("a < b"))
    assert quizzes.as_html(quiz, typeset=True).count(shown) == 3
    (question,) = quizzes.for_jupyterquiz(quiz)
    assert question["question"] == shown
    right = f"<b>Right.</b> {shown}"
    assert question["answers"] == [{"answer": shown, "correct": True, "feedback": right}]
    (question,) = quizzes.for_jupyterquiz([NUMBER])
    said = [answer["feedback"].split()[0] for answer in question["answers"]]
    assert said == ["<b>Right.</b>", "<b>No.</b>", "<b>No.</b>", "<b>No.</b>"]
    assert quiz[0]["question"] == text  # the original is left alone


# --- show -------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(quizzes, "FOLDER", tmp_path)
    (tmp_path / "03_before.json").write_text(json.dumps(QUIZ))
    (tmp_path / "03_after.json").write_text(json.dumps(QUIZ))
    return tmp_path


@pytest.fixture
def displayed(monkeypatch):
    """What `show` itself displays, as a list of HTML texts."""
    import IPython.display as module
    import jupyterquiz  # noqa: F401  before the patch, or it would keep the patched function

    seen = []
    monkeypatch.setattr(module, "display", lambda shown: seen.append(shown.data))
    return seen


def test_an_unknown_quiz_is_refused_and_those_there_are_named(folder):
    with pytest.raises(ValueError, match=r"no quiz '3_before'.* holds 03_after, 03_before$"):
        quizzes.show("3_before")
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(ValueError, match=r"holds none$"):
        quizzes.show("03_before")


def test_a_file_that_cannot_be_shown_is_named_with_its_fault(folder):
    (folder / "03_after.json").write_text("[{]")
    with pytest.raises(ValueError, match=r"03_after\.json is no valid JSON: .*line 1"):
        quizzes.show("03_after")
    (folder / "03_after.json").write_text(json.dumps(changed([1, "answers", 3], None)))
    with pytest.raises(ValueError, match=r'03_after\.json: question 2: .*"default"'):
        quizzes.show("03_after")


def test_an_instructor_may_ask_fewer_questions(folder, displayed):
    (folder / "03_after.json").write_text(json.dumps([CHOICE]))
    quizzes.show("03_after")
    assert displayed


def test_without_jupyterquiz_the_text_form_comes_alone_and_unfolded(folder, displayed, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    quizzes.show("03_before")
    (page,) = displayed
    assert quizzes.as_html(QUIZ).replace(quizzes.FOLDED, quizzes.UNFOLDED) in page
    assert "pip install jupyterquiz" in page
    assert page.count(" open>") == 1


def test_on_colab_formulas_are_html_in_the_text_form_as_well(folder, displayed, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "google.colab", object())
    quizzes.show("03_before")
    (page,) = displayed
    assert quizzes.as_html(QUIZ, typeset=True).split("\n", 1)[1] in page
    assert "$" not in page


def test_show_works_in_a_real_kernel_and_displays_both_forms_of_every_question(tmp_path):
    (tmp_path / "03_after.json").write_text(json.dumps(QUIZ))
    shows = [
        f"from utils import quizzes\nquizzes.show({NAMES[0]!r})",
        f"import random\nfrom pathlib import Path\nquizzes.FOLDER = Path({str(tmp_path)!r})\n"
        "state = random.getstate()\nquizzes.show('03_after')\n"
        "assert random.getstate() == state  # or who skips a quiz gets another network",
    ]
    notebook = new_notebook(cells=[new_code_cell(source) for source in shows])
    client = NotebookClient(notebook, timeout=300, kernel_name="python3")
    client.execute(env=os.environ | {"PYTHONPATH": str(publish.ROOT)})
    for cell, quiz in zip(notebook.cells, (read(NAMES[0]), QUIZ), strict=True):
        form, prepared, _, interactive = [output.data for output in cell.outputs]
        assert prepared["application/javascript"] == formulas.PREPARE_PAGE
        assert form["text/html"] == quizzes.as_html(quiz)
        script = interactive["application/javascript"]
        start = re.search(r"var questions\w+=", script).end()
        assert json.JSONDecoder().raw_decode(script, start)[0] == quizzes.for_jupyterquiz(quiz)
        (kept,) = quizzes.text_only(cell.outputs)
        assert kept.data is form
