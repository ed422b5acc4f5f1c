"""The repository itself: what is generated is up to date, and each lesson is fit to be read."""

from __future__ import annotations

import ast
import functools
import getpass
import importlib.util
import itertools
import json
import pathlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from urllib.parse import unquote

import h5py
import nbformat
import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from utils import publish, quizzes, tables, weights

ROOT = publish.ROOT
LESSONS = publish.lesson_paths()
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.name)


@functools.cache
def read(path: pathlib.Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(path: pathlib.Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def outputs(path: pathlib.Path) -> list[nbformat.NotebookNode]:
    return [output for cell in code_cells(path) for output in cell.outputs]


def output_texts(path: pathlib.Path) -> Iterator[str]:
    """Everything in the outputs that is text, pictures inside HTML left out."""
    for output in outputs(path):
        yield "".join(output.get("text", "")) + "\n".join(output.get("traceback", []))
        for kind, content in output.get("data", {}).items():
            if kind == "image/svg+xml" or not kind.startswith("image/"):
                text = content if isinstance(content, str) else json.dumps(content)
                yield re.sub(r"data:[\w/+;-]+;base64,[\w+/=]+", "", text)


# --- what is generated ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["README.md", "INSTRUCTORS.md"])
def test_the_tables_of_a_page_are_those_of_the_lessons(name):
    stored = (ROOT / name).read_text(encoding="utf-8")
    assert stored == publish.pages()[name], "run `make sync`"


def test_results_json_holds_what_the_lessons_print():
    if not LESSONS:
        pytest.skip("no lessons yet")
    stored = json.loads((ROOT / "lessons" / "results.json").read_text(encoding="utf-8"))
    assert stored == publish.gather(), "run `make sync`"


@each_lesson
def test_a_lesson_begins_with_the_set_up_cell_as_generated(path):
    first = code_cells(path)[0].source
    assert f"{first}\n".startswith(f"{publish.setup_cell()}\n"), "run `make sync`"


@each_lesson
def test_the_picture_of_the_title_is_the_one_in_the_lesson(path):
    drawn = publish.title_picture(read(path)) if code_cells(path)[0].execution_count else None
    stored = path.parent / "images" / f"{path.stem}.png"
    assert (stored.read_bytes() if stored.exists() else None) == drawn, "run `make lesson`"


@each_lesson
def test_a_lesson_asks_before_and_after_and_stores_the_questions_as_text(path):
    asked = [cell for cell in code_cells(path) if cell.source.startswith("quizzes.show(")]
    names = [] if path.name[:2] == "00" else [f"{path.name[:2]}_{w}" for w in ("before", "after")]
    assert [cell.source for cell in asked] == [f'quizzes.show("{name}")' for name in names]
    stored = [[output.data["text/html"] for output in cell.outputs] for cell in asked]
    texts = [quizzes.as_html(quizzes.load(name)) for name in names]
    unfolded = [[text.replace(quizzes.FOLDED, quizzes.UNFOLDED, 1)] for text in texts]
    assert stored == unfolded, "run `make sync`"


@each_lesson
def test_a_lesson_links_its_homework_in_its_last_section(path):
    if path.name[:2] == "00":
        pytest.skip("lesson 00 has no homework")
    link = tables.homework_link(path, ROOT, publish.project()["address"])
    assert link, f"homework/release/{path.stem} is missing"
    last = read(path).cells[-1].source
    assert link in last.partition("## Homework")[2], "run `make sync`"


# --- each lesson: executed, and only that -----------------------------------------------------


@each_lesson
def test_the_cells_were_executed_in_order_after_a_restart(path):
    counts = [cell.execution_count for cell in code_cells(path) if cell.source.strip()]
    assert counts == [*range(1, len(counts) + 1)], f"run `make lesson L={path.name[:2]}`"


@each_lesson
def test_the_outputs_hold_no_errors_warnings_widgets_or_progress_bars(path):
    assert [o.ename for o in outputs(path) if o.output_type == "error"] == []
    assert [o.text for o in outputs(path) if o.get("name") == "stderr"] == []
    widget = "application/vnd.jupyter.widget-view+json"
    assert [o.data for o in outputs(path) if widget in o.get("data", {})] == []
    bar = re.compile(r"\d%\|.*\||█|\d(it/s|s/it)\b")
    assert [text for text in output_texts(path) if bar.search(text)] == []


@each_lesson
def test_the_results_come_from_original_data_in_the_full_profile(path):
    for record in publish.records_of(read(path)):
        assert (record["id"], record["origin"], record["profile"], record["lesson"]) == (
            record["id"], "original", "full", path.name[:2]
        )  # fmt: skip


@each_lesson
def test_a_lesson_is_small_enough_to_open_quickly(path):
    assert path.stat().st_size <= publish.MOST_BYTES


WEIGHTS = sorted((ROOT / weights.PUBLISHED).glob("*"))


@pytest.mark.parametrize("path", WEIGHTS, ids=lambda path: path.name)
def test_published_weights_are_small_finite_and_both_saved_and_loaded_by_their_lesson(path):
    """That each file also fits its model is what executing the lesson's `weights.load` shows."""
    name = path.name.removesuffix(weights.SUFFIX)
    lesson = next(lesson for lesson in LESSONS if lesson.name[:2] == name[:2])
    calls = [
        (ast.unparse(node.func), node.args[1].value)
        for cell in code_cells(lesson)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and [*map(type, node.args)][1:] == [ast.Constant]
    ]
    assert {("weights.save", name), ("weights.load", name)} <= set(calls)
    assert path.stat().st_size <= weights.MOST_BYTES
    arrays = []
    with h5py.File(path) as file:
        file.visititems(lambda _, x: arrays.append(x[()]) if isinstance(x, h5py.Dataset) else None)
    assert arrays and all(np.isfinite(values).all() for values in arrays)


PRIVATE = re.compile(r"(?<![\w.])/(home|root|work|Users|tmp)/|\bC:\\\\?\w")


@each_lesson
def test_nothing_tells_on_whose_machine_a_lesson_was_executed(path):
    texts = [*output_texts(path), *(cell.source for cell in read(path).cells)]
    text = re.sub(r"https?://\S+", "", "\n".join(texts))
    # The name alone may be a common word ("root"), so it counts where it stands as a user's name.
    user, home = re.escape(getpass.getuser()), re.escape(str(pathlib.Path.home()))
    own = re.compile(rf"(?<!\w){user}@|[/\\]{user}[/\\]|(?<!\w){home}\b")
    assert [found[0] for pattern in (PRIVATE, own) for found in pattern.finditer(text)] == []


# --- each lesson: legible ---------------------------------------------------------------------


@each_lesson
def test_every_figure_is_followed_by_its_numbered_caption_which_is_also_its_alt_text(path):
    cells = [*read(path).cells, None]
    lesson, number = int(path.name[:2]), 0
    for cell, following in itertools.pairwise(cells):
        pictures = [o for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
        if not pictures:
            continue
        number += 1
        assert len(pictures) == 1, f"two pictures above one caption: {cell.source}"
        caption = publish.caption_of(following)
        assert caption is not None, f"no caption below the figure of: {cell.source}"
        assert following.source.startswith(f"**Figure {lesson}.{number}.** "), caption
        assert pictures[0].metadata["image/png"]["alt"] == caption
    captions = [cell for cell in cells if publish.caption_of(cell)]
    assert len(captions) == number, "a caption stands below something that is no figure"


@each_lesson
def test_no_code_cell_is_longer_than_a_screen(path):
    long = [cell.source for cell in code_cells(path) if len(cell.source.splitlines()) > 24]
    assert long == []


@each_lesson
def test_a_lesson_says_what_one_does_and_how_long_it_takes(path):
    course = read(path).metadata.course
    assert re.search(r"\w+ \w+", course["summary"])
    assert re.search(r"\d", str(course["minutes"]))
    assert re.match(r"# \w+", read(path).cells[0].source)


# --- links ------------------------------------------------------------------------------------

PAGES = [
    ROOT / name for name in ("README.md", "INSTRUCTORS.md", "CONTRIBUTING.md", "data/README.md")
] + LESSONS
PAGES += sorted(ROOT.glob("homework/release/*/*.ipynb"))


@functools.cache
def markdown_of(path: pathlib.Path) -> str:
    """A page's Markdown without code and formulas, in which brackets mean other things."""
    if path.suffix == ".ipynb":
        cells = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
        text = "\n\n".join(cells)
    else:
        text = path.read_text(encoding="utf-8")
    code_or_formula = r"^(```|~~~).*?^\1|``.+?``|`[^`\n]*`|\$\$.+?\$\$|\$[^$\n]+\$"
    return re.sub(code_or_formula, "", text, flags=re.MULTILINE | re.DOTALL)


def links(text: str) -> list[str]:
    """Targets of Markdown links and images, of reference definitions, of HTML's href and src."""
    inline = re.findall(r"""\]\(\s*<?([^)>\s]*)>?(?:\s+["'(][^)]*)?\)""", text)
    defined = re.findall(r"^ {0,3}\[[^\]^]+\]:\s*<?([^>\s]+)", text, re.MULTILINE)
    return inline + defined + re.findall(r"""(?:href|src)=["']([^"']+)["']""", text)


def anchors(path: pathlib.Path) -> set[str]:
    """What `#...` may name: GitHub's form in a page, Jupyter's in a notebook, and HTML's ids."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        source = "\n\n".join(c.source for c in read(path).cells if c.cell_type == "markdown")
    source = re.sub(r"^(```|~~~).*?^\1", "", source, flags=re.MULTILINE | re.DOTALL)
    names = set(re.findall(r"""\b(?:id|name)=["']([^"']+)["']""", source))
    for heading in re.findall(r"^#{1,6}\s+(.+?)\s*#*$", source, re.MULTILINE):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").replace("*", "")
        if path.suffix == ".ipynb":
            names.add(shown.replace(" ", "-"))
        else:
            names.add(re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-"))
    return names


def broken(page: pathlib.Path, target: str) -> bool:
    if re.match(r"[a-z][a-z0-9+.-]*:|//", target, re.IGNORECASE):
        return False  # elsewhere
    name, _, anchor = unquote(target).partition("#")
    place = page.parent / name if name else page
    if name.startswith("/") or not place.exists():
        return True
    return bool(anchor) and (place.is_dir() or anchor not in anchors(place))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_local_links_lead_somewhere(page):
    if not page.exists():
        pytest.skip(f"no {page.relative_to(ROOT)} yet")
    assert [target for target in links(markdown_of(page)) if broken(page, target)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pictures_have_alternative_text(page):
    if not page.exists():
        pytest.skip(f"no {page.relative_to(ROOT)} yet")
    assert re.findall(r"!\[\s*\]\([^)]*\)|<img(?![^>]*\balt=)[^>]*>", markdown_of(page)) == []


def test_a_broken_link_would_be_noticed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# The *first* `part`, 2\n[a](page.md#the-first-part-2) [![b](no.png)](https://x.org)\n"
        "`[c](code.md)` $f[x](y)$ <img src='gone.svg'>\n[d]: other.md 'title'\n"
        "[e](#the-second-part) [f](<page.md> 'this page') [g](/etc/hosts)\n"
    )
    found = [target for target in links(markdown_of(page)) if broken(page, target)]
    assert found == ["no.png", "#the-second-part", "/etc/hosts", "other.md", "gone.svg"]


# --- utils/ -----------------------------------------------------------------------------------

MAY_IMPORT = {  # within utils; see the architecture
    "classroom": {"datasets", "sources"},
    "datasets": {"formats", "photographs", "samples", "sources"},
    "doctor": {"datasets", "sources", "runtime"},
    "formats": {"samples", "sources"},
    "formulas": set(),
    "homework": {"publish"},
    "grading": {"grading"},
    "metrics": set(),
    "photographs": set(),
    "plots": set(),
    "publish": {"quizzes", "scoreboard", "tables", "weights"},
    "quiz_format": {"formulas"},
    "quizzes": {"formulas", "quiz_format"},
    "runtime": set(),
    "samples": set(),
    "scoreboard": {"runtime"},
    "sources": set(),
    "tables": set(),
    "training": {"training"},
    "trials": {"homework"},
    "weights": {"runtime"},
}
MODULES = sorted((ROOT / "utils").rglob("*.py"))
each_module = pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix()
)


def imported_modules(source: str, package: str) -> Iterator[str]:
    """Full names of all that `source`, a module of `package`, imports, wherever it does."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            name = "." * node.level + (node.module or "")
            base = importlib.util.resolve_name(name, package)
            yield from (f"{base}.{alias.name}" for alias in node.names)


@each_module
def test_a_module_imports_only_what_the_architecture_allows(path):
    package, *_ = path.relative_to(ROOT / "utils").with_suffix("").parts
    if package == "__init__":
        allowed = set()
    else:
        assert package in MAY_IMPORT, "a new module: say here what it may import"
        allowed = MAY_IMPORT[package]
    inside = ".".join(path.relative_to(ROOT).parent.parts)
    names = [name.split(".") for name in imported_modules(path.read_text("utf-8"), inside)]
    own = {parts[1] for parts in names if parts[0] == "utils"}
    assert own <= allowed
    assert not {parts[0] for parts in names} & {"lessons", "homework", "tests"}


def test_an_import_is_noticed_in_whatever_way_it_is_written():
    source = """
import utils.a, numpy
from utils import b
from utils.c import something
from . import d
from .e import something
def function():
    import utils.f.g
"""
    seen = {name.split(".")[1] for name in imported_modules(source, "utils") if "utils" in name}
    assert seen == set("abcdef")


@each_module
def test_no_module_is_longer_than_300_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


# --- what is installed and what is committed --------------------------------------------------


def requirements(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]


def test_requirements_are_ranges_that_leave_colabs_packages_alone():
    for requirement in requirements("requirements.txt"):
        operators = {specifier.operator for specifier in requirement.specifier}
        assert ">=" in operators, f"{requirement} names no lowest version"
        assert not operators & {"==", "===", "~="}, f"{requirement} is no range"


@pytest.mark.parametrize("python", ["3.10", "3.11", "3.12", "3.13"])
def test_constraints_pin_one_version_of_each_requirement_within_its_range(python):
    asked_for = re.search(r'requires-python = "(.*)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert SpecifierSet(asked_for[1]).contains(python)
    pins: dict[str, list[str]] = {}
    for pin in requirements("constraints.txt"):
        if pin.marker is None or pin.marker.evaluate({"python_version": python}):
            (specifier,) = pin.specifier
            assert specifier.operator == "==", f"{pin} is no pin"
            pins.setdefault(pin.name, []).append(specifier.version)
    for requirement in requirements("requirements.txt"):
        versions = pins.get(requirement.name, [])
        assert len(versions) == 1, f"Python {python}: {requirement} is pinned to {versions}"
        assert requirement.specifier.contains(versions[0]), f"{requirement}: {versions[0]}"


def test_no_data_are_committed():
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a clone of the repository")
    listing = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = [name for name in listing.stdout.split("\0") if name]
    assert "pyproject.toml" in names
    data = [name for name in names if name.endswith((".npz", ".npy", ".gz", ".RData", ".arff"))]
    assert data == []
    here = [path for path in map(ROOT.joinpath, names) if path.is_file()]
    here = [path for path in here if path not in WEIGHTS]  # they have a limit of their own
    assert [path.name for path in here if path.stat().st_size > 1_000_000] == []
