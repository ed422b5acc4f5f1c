"""Execute the lessons, and regenerate whatever is made from them.

    python -m utils.publish execute [01 ...]   all lessons or the named ones, in full, on real data
    python -m utils.publish sync               set-up cells, results.json, tables of the pages

A lesson, and with it the weights it saves, is replaced only when all of it ran, on original data;
otherwise what happened is left in `build/` and the stored ones stay as they were.
"""

from __future__ import annotations

import argparse
import base64
import io
import itertools
import json
import os
import pathlib
import re
import sys
import time
from typing import Any

import nbformat
from PIL import Image

from utils import quizzes, scoreboard, tables, weights

ROOT = pathlib.Path(__file__).resolve().parents[1]
MOST_BYTES = 500_000
WIDGET = "application/vnd.jupyter.widget-view+json"
SETUP_CELL = """\
import os
import subprocess
import sys

if "google.colab" in sys.modules and not os.path.isdir("{up}/utils"):  # on Colab: {note}
    if not os.path.isdir("{name}"):
        address = "{address}"
        clone = ["git", "clone", "--depth=1", "--branch=v{version}", address]
        subprocess.run([*clone, "{name}"], check=True)
    os.chdir("{name}/{folder}")
sys.path.insert(0, "{up}")  # the folder that holds utils/"""


class CannotPublish(Exception):
    """A lesson did not run, or what it gave must not be published."""


def lesson_paths(root: pathlib.Path = ROOT) -> list[pathlib.Path]:
    return sorted((root / "lessons").glob("[0-9][0-9]_*.ipynb"))


def project(root: pathlib.Path = ROOT) -> dict[str, str]:
    """Name, version and address of the course, from pyproject.toml, their one place."""
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    values = dict(re.findall(r'^(name|version|Repository) = "(.*)"$', text, re.MULTILINE))
    return {key.replace("Repository", "address"): value for key, value in values.items()}


def execute(path: pathlib.Path, root: pathlib.Path = ROOT) -> None:
    """Run one lesson in the full profile and put the executed notebook in its place.

    Raises:
        CannotPublish: If a cell fails, a result comes from sample data, or the file gets too large.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.kernelspec = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    # The bar of tqdm would stay in the stored output; TQDM_DISABLE is tqdm's own switch.
    environment = {"COURSE_PROFILE": "full", "TQDM_DISABLE": "1", "PYTHONPATH": str(root)}
    client = NotebookClient(
        notebook, timeout=3600, record_timing=False, resources={"metadata": {"path": path.parent}}
    )
    # As a front end for widgets, which are not stored anyway, nbclient 0.11 now and then (2 of 60
    # runs of an `interact`) misses the kernel's reply, and waits for it until the timeout.
    client.handle_comm_msg = lambda *_: None
    failed = root / "build" / f"failed_{path.name}"
    saved = f"{path.name[:2]}_*{weights.SUFFIX}"
    for left_over in (root / weights.OWN).glob(saved):  # or the lesson would load old weights
        left_over.unlink()
    try:
        client.execute(env=os.environ | environment)
        clean(notebook)
        check(notebook, path.name)
        picture = title_picture(notebook)
    except (CellExecutionError, CellTimeoutError, DeadKernelError, CannotPublish) as error:
        failed.parent.mkdir(exist_ok=True)
        nbformat.write(notebook, failed)
        raise CannotPublish(f"{path.name}: {error}\nSee {failed.relative_to(root)}") from error
    nbformat.write(notebook, path)
    if picture:
        (path.parent / "images").mkdir(exist_ok=True)
        (path.parent / "images" / f"{path.stem}.png").write_bytes(picture)
    for old in (root / weights.PUBLISHED).glob(saved):
        old.unlink()
    for new in (root / weights.OWN).glob(saved):
        (root / weights.PUBLISHED).mkdir(exist_ok=True)
        new.replace(root / weights.PUBLISHED / new.name)


def title_picture(notebook: nbformat.NotebookNode) -> bytes | None:
    """The PNG drawn by the cell with the tag "title-picture", which the lesson's title shows."""
    for cell in notebook.cells:
        if "title-picture" in cell.metadata.get("tags", []):
            drawn = [output.get("data", {}).get("image/png") for output in cell.outputs]
            if not any(drawn):
                raise CannotPublish('the cell with the tag "title-picture" drew no picture')
            return base64.b64decode(next(filter(None, drawn)))
    return None


def clean(notebook: nbformat.NotebookNode) -> None:
    """Remove what differs from run to run, and make the figures smaller."""
    notebook.metadata.language_info = {"name": "python"}
    notebook.metadata.pop("widgets", None)  # their state, which may hold whole pictures
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # times that JupyterLab may have recorded
        if any(WIDGET in output.get("data", {}) for output in cell.get("outputs", [])):
            # Dead outside their kernel: progress bars, and sliders with the picture they drew.
            cell.outputs = [o for o in cell.outputs if o.output_type != "display_data"]
        if cell.get("outputs"):
            cell.outputs = quizzes.text_only(cell.outputs)
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = with_palette(output.data["image/png"])
    describe_figures(notebook)


def describe_figures(notebook: nbformat.NotebookNode) -> None:
    """Give each figure the caption in the cell below it as alternative text."""
    for cell, next_cell in itertools.pairwise([*notebook.cells, None]):
        caption = caption_of(next_cell)
        for output in cell.get("outputs", []):
            if caption and "image/png" in output.get("data", {}):
                output.metadata.setdefault("image/png", {})["alt"] = caption


def with_palette(encoded: str) -> str:
    """A base64 PNG with one byte a pixel instead of four: 128 colours are plenty for a plot."""
    picture = Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB")
    buffer = io.BytesIO()
    picture.quantize(128, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()


def caption_of(cell: nbformat.NotebookNode | None) -> str | None:
    """The text of a caption "**Figure 1.2.** What to see", without its Markdown; None if none."""
    if cell is None or cell.cell_type != "markdown" or not cell.source.startswith("**Figure "):
        return None
    return re.sub(r"[*`$]", "", cell.source.split("\n\n")[0]).replace("\n", " ")


def check(notebook: nbformat.NotebookNode, name: str) -> None:
    """Refuse what must not be published: see `execute`."""
    samples = [entry["id"] for entry in records_of(notebook) if entry["origin"] != "original"]
    if samples:
        raise CannotPublish(
            f"results {samples} come from sample data. Point COURSE_DATA at the real data, or let "
            "the course download them; `make doctor` says what is there"
        )
    size = len(nbformat.writes(notebook).encode())
    if size > MOST_BYTES:
        raise CannotPublish(f"{name} has {size:,} bytes, at most {MOST_BYTES:,} are allowed")


def records_of(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """The scoreboard's records in a notebook's outputs."""
    return [
        entry
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for entry in output.get("data", {}).get(scoreboard.MIME, [])
    ]


def gather(root: pathlib.Path = ROOT) -> list[dict[str, Any]]:
    notebooks = (nbformat.read(path, as_version=4) for path in lesson_paths(root))
    return [entry for notebook in notebooks for entry in records_of(notebook)]


def setup_cell(root: pathlib.Path = ROOT, folder: str = "lessons") -> str:
    """The source with which the first code cell of every notebook in `folder` begins.

    Args:
        root: The course's folder.
        folder: Where in it the notebook lies, e.g. "homework/release/01_undercomplete".
    """
    up = "/".join(".." for _ in folder.split("/"))
    note = "fetch the course" if up == ".." else "fetch it"  # in a line of at most 100 characters
    return SETUP_CELL.format(**project(root), folder=folder, up=up, note=note)


def with_setup(source: str, setup: str) -> str:
    """A first code cell whose set-up part is `setup`; what the author wrote below it stays."""
    _, marker, after = source.partition("\nsys.path.insert(0, ")
    rest = after.partition("\n")[2] if marker else source
    return f"{setup}\n{rest}".rstrip()


def pages(root: pathlib.Path = ROOT) -> dict[str, str]:
    """Each page of which a part is generated, by its name, with these parts made anew."""
    lessons = [(path, nbformat.read(path, as_version=4)) for path in lesson_paths(root)]
    generated = {
        "README.md": {
            "lessons": tables.lessons_table(lessons, project(root)["address"]),
            "results": scoreboard.as_markdown(gather(root)),
        },
        "INSTRUCTORS.md": {"minutes": tables.minutes_table(lessons, root)},
    }
    texts = {}
    for name, parts in generated.items():
        try:
            texts[name] = tables.filled((root / name).read_text(encoding="utf-8"), parts)
        except ValueError as error:
            raise CannotPublish(f"{name} {error}") from error
    return texts


def fill_homework(notebook: nbformat.NotebookNode, path: pathlib.Path, root: pathlib.Path) -> None:
    """Write the link to its homework into a lesson's last cell, between the marks for it."""
    link = tables.homework_link(path, root, project(root)["address"])
    if not link:
        return
    last = notebook.cells[-1]
    try:
        last.source = tables.filled(last.source, {"homework": link})
    except ValueError as error:
        raise CannotPublish(f"{path.name}: the last cell {error}") from error


def refresh_quizzes(notebook: nbformat.NotebookNode) -> None:
    """Make the stored text of quizzes anew: they are data, and no reason to train once more."""
    for cell in notebook.cells:
        shown = re.fullmatch(r'quizzes\.show\("(\w+)"\)', cell.source)
        for output in cell.get("outputs", []) if shown else []:
            if quizzes.UNFOLDED in output.get("data", {}).get("text/html", ""):
                text = quizzes.as_html(quizzes.load(shown[1]))
                output.data["text/html"] = text.replace(quizzes.FOLDED, quizzes.UNFOLDED, 1)


def sync(root: pathlib.Path = ROOT) -> None:
    for path in lesson_paths(root):
        notebook = nbformat.read(path, as_version=4)
        before = nbformat.writes(notebook)
        first = next(cell for cell in notebook.cells if cell.cell_type == "code")
        first.source = with_setup(first.source, setup_cell(root))
        describe_figures(notebook)
        fill_homework(notebook, path, root)
        refresh_quizzes(notebook)
        if nbformat.writes(notebook) != before:
            nbformat.write(notebook, path)
    results = json.dumps(gather(root), indent=1, ensure_ascii=False) + "\n"
    (root / "lessons" / "results.json").write_text(results, encoding="utf-8")
    for name, text in pages(root).items():
        (root / name).write_text(text, encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("action", choices=["execute", "sync"])
    parser.add_argument("numbers", nargs="*", metavar="NN", help="lessons, e.g. 01; default: all")
    options = parser.parse_args(arguments)
    paths = lesson_paths()
    known = {path.name[:2]: path for path in paths}
    if unknown := [number for number in options.numbers if number not in known]:
        parser.error(f"no lesson {', '.join(unknown)}; there are {', '.join(known)}")
    try:
        sync()
        if options.action == "execute":
            for path in [known[number] for number in options.numbers] or paths:
                start = time.perf_counter()
                print(f"{path.name} ...", end=" ", flush=True)
                execute(path)
                print(f"{time.perf_counter() - start:.0f} s", flush=True)
            sync()
    except CannotPublish as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
