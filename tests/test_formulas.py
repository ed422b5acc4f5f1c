"""Formulas as HTML: right for what the quizzes use, and an error for everything else."""

from __future__ import annotations

import html
import re

import pytest

from utils import formulas, quizzes


def shown(tex: str) -> str:
    """What a reader sees, with powers as ^() and indices as _()."""
    page = formulas.as_html(tex)
    for tag, mark in (("sup", "^"), ("sub", "_")):
        page = page.replace(f"<{tag}>", f"{mark}(").replace(f"</{tag}>", ")")
    return html.unescape(re.sub("<[^>]+>", "", page))


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\sigma^2 + \mu^2 - 1", "\u03c3^(2) + \u03bc^(2) \u2212 1"),
        (r"0.5\,\varepsilon", "0.5\u2009\u03b5"),
        (r"\log_{10} 4 = 0.6", "log_(10) 4 = 0.6"),
        (r"\log p(x \mid y)", "log p(x | y)"),
        (r"\frac12 n", "^(1)\u2044_(2) n"),
        (r"\frac1{10} p", "^(1)\u2044_(10) p"),
        (r"\frac{a + b}{2}", "^(a + b)\u2044_(2)"),
        (r"2^10", "2^(1)0"),  # as in TeX, only the next digit is raised
        (r"e^{a_i + 90}", "e^(a_(i) + 90)"),
        (r"5{,}000", "5,000"),
        (r"\hat x = \tilde{x}", "x\u0302 = x\u0303"),
        (r"1/\sqrt k", "1/\u221ak"),
        (r"\sqrt{k + 1}", "\u221a(k + 1)"),
        (r"\frac14 \lVert n \rVert^2", "^(1)\u2044_(4) \u2016n\u2016^(2)"),
        (r"\mathbb E[w] \ge 3 \cdot 4", "\U0001d53c[w] \u2265 3 \u00b7 4"),
        (r"\mathcal N(0, I)", "\U0001d4a9(0, I)"),
        (r"a < b", "a < b"),
        (r"s'", "s'"),
    ],
)
def test_a_formula_reads_as_it_should(tex, expected):
    assert shown(tex) == expected


def test_letters_stand_in_italics_and_numbers_and_names_do_not():
    assert "<i>x</i> + log 2" in formulas.as_html(r"x + \log 2")
    assert "<i>&sigma;</i>" in formulas.as_html(r"\sigma")


def test_a_short_formula_is_not_broken_over_two_lines_and_a_long_one_may_be():
    assert "nowrap" in formulas.as_html("a + b")
    assert "nowrap" not in formulas.as_html(" + ".join("abcdefghi"))


@pytest.mark.parametrize(
    ("tex", "message"),
    [
        (r"\vec a", r"needs \\vec in utils/formulas"),
        (r"\mathbb Q", "needs Q in ALPHABETS"),
        (r"\hat{ab}", "more than one letter"),
        ("{a", "lacks a closing brace"),
        ("a}", "closing brace too many"),
        ("x^", "something is missing"),
        (r"\frac1", "something is missing"),
    ],
)
def test_what_is_not_known_is_an_error_with_the_formula(tex, message):
    with pytest.raises(ValueError, match=message) as caught:
        formulas.as_html(tex)
    assert tex in str(caught.value)


def test_markup_leaves_formulas_to_mathjax_unless_asked():
    text = r"`a_$` <b> & $\mu < 1$"
    assert formulas.markup(text) == r"<code>a_$</code> &lt;b&gt; &amp; $\mu &lt; 1$"
    formula = formulas.as_html(r"\mu < 1")
    typeset = formulas.markup(text, typeset=True)
    assert typeset == f"<code>a_$</code> &lt;b&gt; &amp; {formula}"


@pytest.mark.parametrize("name", quizzes.names())
def test_no_tex_and_no_link_is_left_in_the_interactive_form(name):
    for question in quizzes.for_jupyterquiz(quizzes.load(name)):
        answers = question["answers"]
        texts = [
            question["question"],
            *(a[k] for a in answers for k in ("answer", "feedback") if k in a),
        ]
        for text in texts:
            plain = re.sub("<code>.*?</code>", "", text)
            assert not re.search(r"\$|\\|\]\(", plain), plain  # jupyterquiz takes [a](b) for a link
