r"""Plain texts and simple TeX formulas as HTML, for pages that no MathJax typesets.

The interactive quizzes need them: JupyterLab typesets an output when it appears, not what a script
adds later, and Colab typesets no HTML output at all. What the quizzes use is covered: letters,
numbers, powers and indices, small fractions, and the commands in the tables below.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

# TeX's names, and the names of the same characters in HTML.
GREEK = "alpha beta gamma delta lambda mu nu pi rho sigma tau theta"
GREEK = {name: f"&{name};" for name in GREEK.split()} | {"varepsilon": "&epsilon;"}
SIGNS = {
    "cdot": "&middot;", "times": "&times;", "pm": "&plusmn;", "le": "&le;", "ge": "&ge;",
    "ne": "&ne;", "approx": "&asymp;", "sim": "&sim;", "to": "&rarr;", "in": "&isin;",
    "mid": "|", "infty": "&infin;", "sum": "&sum;", "lVert": "&Vert;", "rVert": "&Vert;",
    "log": "log", "exp": "exp", "max": "max", "min": "min", ",": "&thinsp;", "%": "%",
}  # fmt: skip
ACCENTS = {"hat": "&#x302;", "tilde": "&#x303;", "bar": "&#x304;"}  # stand behind their letter
ALPHABETS = {"mathbb": {"E": "&Eopf;", "R": "&Ropf;"}, "mathcal": {"N": "&Nscr;", "L": "&Lscr;"}}
TOKEN = re.compile(r"\\[A-Za-z]+\s*|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
OPENING, CLOSING = re.compile(r"\\lVert\s*"), re.compile(r"\s+(?=\\rVert)")

# JupyterLab 4 has a MathJax without `typeset`. jupyterquiz then loads another one from the net,
# which typesets the whole page: it replaces "$L_D$" in code cells, and they are saved like that.
# So every MathJax that lacks `typeset` gets one that does nothing, now and when it is replaced.
# And feedback is dark red or green: it gets a light ground, for dark themes.
PREPARE_PAGE = """// Runs before show_questions, once on each page.
if (!window.courseIsPrepared) {
  window.courseIsPrepared = true;
  const complete = (m) => { if (m && !m.Hub && !m.typeset) m.typeset = () => {}; return m; };
  let held = complete(window.MathJax);
  Object.defineProperty(window, "MathJax", {
    configurable: true, get: () => held, set: (m) => { held = complete(m); },
  });
  const style = document.createElement("style");
  style.textContent = ".Quiz .Feedback:not(:empty) { background: #fafafa; padding: 6px; }";
  document.head.append(style);
}"""


def markup(text: str, typeset: bool = False) -> str:
    """HTML for a plain text: its characters as they are, `code` in backticks as code.

    Formulas keep their dollars, for MathJax; with `typeset` they are HTML too.
    """

    def shown(part: str) -> str:
        if part[:1] == "`" and len(part) > 2:
            return f"<code>{html.escape(part[1:-1], quote=False)}</code>"
        if typeset and part[:1] == "$" and len(part) > 2:
            return as_html(part[1:-1])
        return html.escape(part, quote=False)

    return "".join(map(shown, re.split(r"(`[^`]+`|\$[^$]+\$)", text)))


def as_html(tex: str) -> str:
    r"""One line of HTML for a formula without its dollars, such as `\sigma^2` or `\frac12`.

    Raises:
        ValueError: If the formula holds a command that is not known here, or a brace too many.
    """
    tokens = TOKEN.findall(CLOSING.sub("", OPENING.sub(r"\\lVert{}", tex)))[::-1]
    shown = "".join(_until_brace(tokens, tex))
    if tokens:
        raise ValueError(f"the formula {tex} has a closing brace too many")
    return f'<span style="white-space: nowrap">{shown}</span>' if len(tex) < 25 else shown


def _until_brace(tokens: list[str], tex: str) -> Iterator[str]:
    """HTML of what comes before a closing brace, or the end; `tokens` is a stack."""
    while tokens and tokens[-1] != "}":
        yield _one(tokens, tex)


def _one(tokens: list[str], tex: str) -> str:
    """HTML of the next unit: a sign, a group, or a command with its arguments."""
    if not tokens or tokens[-1] == "}":
        raise ValueError(f"something is missing in the formula {tex}")
    token = tokens.pop()
    name = token[1:].strip()
    if token == "{":
        inner = "".join(_until_brace(tokens, tex))
        if not tokens:
            raise ValueError(f"the formula {tex} lacks a closing brace")
        tokens.pop()
        return inner
    if token in "^_":
        tag = "sup" if token == "^" else "sub"
        return f"<{tag}>{_argument(tokens, tex)}</{tag}>"
    if token[0] != "\\":
        if token == "-":
            return "&minus;"
        return f"<i>{token}</i>" if token.isalpha() else html.escape(token, quote=False)
    if name in GREEK:
        return f"<i>{GREEK[name]}</i>{token[1 + len(name) :]}"
    if name in SIGNS:  # the space behind it is seen, as in "log 2"
        return SIGNS[name] + token[1 + len(name) :]
    if name == "frac":
        top, bottom = _argument(tokens, tex), _argument(tokens, tex)
        return f"<sup>{top}</sup>&frasl;<sub>{bottom}</sub>"
    if name == "sqrt":
        inner = _argument(tokens, tex)
        single = re.fullmatch(r"<i>[^<]*</i>|\d", inner)
        return f"&radic;{inner}" if single else f"&radic;({inner})"
    if name in ACCENTS:
        letter = _argument(tokens, tex)
        if not re.fullmatch("<i>[^<]*</i>", letter):
            raise ValueError(f"the formula {tex} has an accent on more than one letter")
        return letter.replace("</i>", ACCENTS[name] + "</i>")
    if name in ALPHABETS and (letter := re.sub("<.*?>", "", _argument(tokens, tex))):
        if letter in ALPHABETS[name]:
            return ALPHABETS[name][letter]
        raise ValueError(f"the formula {tex} needs {letter} in ALPHABETS of utils/formulas.py")
    raise ValueError(f"the formula {tex} needs {token.strip()} in utils/formulas.py")


def _argument(tokens: list[str], tex: str) -> str:
    """HTML of an argument: as in TeX a group, a command or a single digit, spaces left out."""
    while tokens and tokens[-1].isspace():
        tokens.pop()
    if tokens and len(tokens[-1]) > 1 and tokens[-1][0].isdigit():
        number = tokens.pop()
        tokens += [number[1:], number[0]]
    return _one(tokens, tex)
