"""What a person sees of a graded notebook: made harmless first, without the hidden checks."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Collection
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

from utils.grading.assignment import Cell, Homework

PICTURES = ("image/png", "image/jpeg")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
TRACEBACK_LINES = 60
# What a link or picture of Markdown points to, in line and in a definition; and what it may be.
LINK = re.compile(r"(\]\(\s*|\]:\s*)([^\s)]*)")
GOOD_LINK = re.compile(r"https?://.*|mailto:[^&\\]*|[^:&\\]*")
# No scripts at all, whatever got past everything else, and nothing from elsewhere. Formulas are
# shown as they are written in TeX.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:"
HIDDEN = "[a line of a hidden check]"


def harmless_output(output: dict[str, Any]) -> dict[str, Any] | None:
    """The part of an output that can only be looked at: text and pictures made of pixels."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": kind, "name": name, "text": str(output.get("text", ""))}
    if kind == "error":
        lines = [str(line) for line in output.get("traceback", [])][-TRACEBACK_LINES:]
        ename, evalue = str(output.get("ename", "")), str(output.get("evalue", ""))
        return {"output_type": kind, "ename": ename, "evalue": evalue, "traceback": lines}
    if kind not in ("display_data", "execute_result") or not isinstance(output.get("data"), dict):
        return None
    data = {}
    for form, value in output["data"].items():
        value = "".join(map(str, value)) if isinstance(value, list) else value
        if not isinstance(value, str):
            continue
        if form == "text/plain" or (form in PICTURES and BASE64.fullmatch(value)):
            data[form] = value
    return {"output_type": "display_data", "data": data, "metadata": {}} if data else None


def harmless_markdown(text: str, attached: Collection[str] = ()) -> str:
    """A student's Markdown without HTML, and without links, that could do anything.

    nbconvert leaves `[x](javascript:...)` as it is, and the formgrader shows it to the instructor.
    `attached` names the pictures that the cell carries.
    """
    text = SanitizeHTML().sanitize_html_tags(text)
    own = {f"attachment:{name}" for name in attached}
    good = lambda target: target in own or GOOD_LINK.fullmatch(target)
    return LINK.sub(lambda found: found[0] if good(found[2]) else f"{found[1]}#", text)


def hidden_lines(homework: Homework) -> list[str]:
    """Lines of checks that the release does not show, and long enough to be told apart."""
    found = set()
    for cell in homework.cells:
        if cell.kind == "check":
            shown = {line.strip() for line in cell.given.splitlines()}
            lines = {line.strip() for line in cell.source.splitlines()} - shown
            found |= {line for line in lines if len(line) >= 12}
    return sorted(found, key=len, reverse=True)


def without(lines: list[str], output: dict[str, Any]) -> dict[str, Any]:
    """An output in which none of the lines is quoted."""
    text = json.dumps(output)
    for line in lines:
        text = text.replace(json.dumps(line)[1:-1], json.dumps(HIDDEN)[1:-1])
    return json.loads(text)


def notebook(record: dict[str, Any], homework: Homework, feedback: bool) -> nbformat.NotebookNode:
    """The graded notebook, for the instructor (with hidden checks) or for the student."""
    plain = {cell.source.strip() for cell in homework.release.cells}
    hidden = hidden_lines(homework)
    result = new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}
        }
    )
    for entry in record["cells"]:
        cell = homework[entry["name"]] if entry["name"] else None
        ours = cell is not None and cell.kind in ("check", "locked", "task")
        source = cell.given if ours and feedback else entry["source"]
        outputs = [harmless_output(output) for output in entry.get("outputs", [])]
        outputs = [without(hidden, o) if feedback else o for o in outputs if o is not None]
        if feedback and cell is not None and cell.kind == "check":
            outputs = _verdict(cell, record)
        metadata = {"nbgrader": dict(cell.metadata)} if cell is not None else {}
        if entry["cell_type"] == "code":
            nodes = [nbformat.from_dict(output) for output in outputs]
            made = new_code_cell(source, metadata=metadata, outputs=nodes)
        else:
            pictures = {
                re.sub(r"[^\w.-]", "_", name): {
                    k: v for k, v in forms.items() if k in PICTURES and BASE64.fullmatch(v)
                }
                for name, forms in entry.get("attachments", {}).items()
            }
            if not ours and source.strip() not in plain:
                source = harmless_markdown(source, pictures)
            made = new_markdown_cell(source, metadata=metadata)
            if pictures:
                made["attachments"] = pictures
        made["id"] = f"cell-{len(result.cells)}"
        result.cells.append(made)
    return result


def _verdict(cell: Cell, record: dict[str, Any]) -> list[dict[str, Any]]:
    """What the student reads below a check, in our words and those of the check's message."""
    failure = record["failures"].get(cell.name)
    if record["points"].get(cell.name):
        text = "passed"
    else:
        text = f"not passed. {failure}" if failure else "not run to its end"
    return [{"output_type": "stream", "name": "stdout", "text": text}]


def feedback(
    graded: nbformat.NotebookNode, homework: Homework, student: str, headline: str, url: str
) -> str:
    """A page of HTML by nbgrader's own template, with points and comments from the grade book.

    `graded` is what `notebook` gave; `headline` is plain text.
    """
    import nbgrader
    from nbgrader.preprocessors import GetGrades

    static = os.path.join(os.path.dirname(nbgrader.__file__), "server_extensions", "formgrader")
    config = Config()
    config.HTMLExporter.template_name = "feedback"
    config.HTMLExporter.extra_template_basedirs = [os.path.join(static, "templates")]
    styles = os.path.join(static, "static", "node_modules", "bootstrap", "dist", "css")
    config.HTMLExporter.extra_template_paths = [styles]
    exporter = HTMLExporter(config=config)
    exporter.register_preprocessor(GetGrades(), enabled=True)
    names = {"notebook": homework.name, "assignment": homework.name, "student": student}
    resources = {"nbgrader": names | {"db_url": url}, "metadata": {"name": homework.name}}
    page, _ = exporter.from_notebook_node(graded, resources)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    page = page.replace("<head>", f"<head>\n{meta}", 1)
    if meta not in page:
        raise ValueError("nbgrader's template for feedback has no <head>; see grading/pages.py")
    page = re.sub(r"<script\b.*?</script>", "", page, flags=re.DOTALL)  # the template's own
    top = f"<p><b>{html.escape(student)}</b>: {html.escape(headline)}</p>"
    return page.replace('<a name="top"></a>', f'<a name="top"></a>{top}', 1)


def as_text(graded: nbformat.NotebookNode) -> str:
    """The notebook as a file's text, checked against the format."""
    nbformat.validate(graded)
    return nbformat.writes(graded) + "\n"
