"""Make the students' version of each homework from the instructor's.

    python -m utils.homework release          regenerate homework/release/ from homework/source/

In `homework/source/NN_name/NN_name.ipynb` stand solutions, hidden checks and marking guides. The
release is the same notebook without them, made by nbgrader's own preprocessors, so that nbgrader
itself, and whoever uses it directly, gets the same cells and checksums.
"""

from __future__ import annotations

import argparse
import pathlib
import shutil
import sys
from collections.abc import Iterator

import nbformat
from nbgrader import preprocessors
from nbgrader.nbgraderformat import ValidationError
from traitlets.config import Config

from utils import publish

ROOT = publish.ROOT
SOURCE = pathlib.Path("homework", "source")
RELEASE = pathlib.Path("homework", "release")
# The steps of nbgrader's `generate_assignment`, in its order, without those that write to a grade
# book (SaveCells) or are for features the course does not use (headers, AUTOTEST).
STEPS = (
    preprocessors.LockCells,
    preprocessors.ClearSolutions,
    preprocessors.ClearOutput,
    preprocessors.CheckCellMetadata,
    preprocessors.ClearHiddenTests,
    preprocessors.ClearMarkScheme,
    preprocessors.ComputeChecksums,
    preprocessors.CheckCellMetadata,
)
# What a notebook may carry beside its cells' sources. Anything else, such as the traces that
# editors leave, could differ from run to run or give a solution away.
NOTEBOOK_KEYS = {"kernelspec", "language_info", "course"}
CELL_KEYS = {"nbgrader", "deletable", "editable", "tags"}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class CannotRelease(Exception):
    """A source notebook is not fit to be released."""


def source_paths(root: pathlib.Path = ROOT) -> list[pathlib.Path]:
    """The instructor's notebooks, `homework/source/NN_name/NN_name.ipynb`, in order."""
    folders = sorted((root / SOURCE).glob("[0-9][0-9]_*"))
    return [folder / f"{folder.name}.ipynb" for folder in folders if folder.is_dir()]


def release_path(source: pathlib.Path, root: pathlib.Path = ROOT) -> pathlib.Path:
    """Where the students' version of a source notebook lies."""
    return root / RELEASE / source.parent.name / source.name


def tidy(notebook: nbformat.NotebookNode, folder: str, root: pathlib.Path = ROOT) -> None:
    """Bring a source into its committed form: set-up cell as generated, no outputs, no traces.

    Args:
        notebook: Changed in place.
        folder: The folder of its release below the root, "homework/release/NN_name"; the source
            lies equally deep, so one set-up cell serves both.
        root: The course's folder.
    """
    notebook.metadata = nbformat.from_dict(
        {key: value for key, value in notebook.metadata.items() if key in NOTEBOOK_KEYS}
    )
    notebook.metadata.kernelspec = nbformat.from_dict(KERNEL)
    notebook.metadata.language_info = nbformat.from_dict({"name": "python"})
    for cell in notebook.cells:
        kept = {key: value for key, value in cell.metadata.items() if key in CELL_KEYS}
        cell.metadata = nbformat.from_dict(kept)
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    first = next((cell for cell in notebook.cells if cell.cell_type == "code"), None)
    if first is None:
        raise CannotRelease(f"{folder} has no code cell; its first one is the set-up cell")
    first.source = publish.with_setup(first.source, publish.setup_cell(root, folder))


def released(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The students' version of a tidy source notebook; the source itself is not changed.

    Raises:
        CannotRelease: If nbgrader refuses the notebook: a hidden part that does not end, a
            solution outside a solution cell, two cells with one grade id, ...
    """
    result = nbformat.from_dict(nbformat.reads(nbformat.writes(notebook), as_version=4))
    resources: dict = {}
    try:
        for step in STEPS:
            result, resources = step(config=Config()).preprocess(result, resources)
    except (RuntimeError, ValidationError) as error:
        raise CannotRelease(f"nbgrader refuses it: {error}") from error
    return result


def release(root: pathlib.Path = ROOT) -> Iterator[pathlib.Path]:
    """Tidy every source and write its release; yield the paths of the releases.

    A release whose source is gone is removed.

    Raises:
        CannotRelease: See `released` and `tidy`; the message names the notebook.
    """
    sources = source_paths(root)
    for source in sources:
        target = release_path(source, root)
        try:
            notebook = nbformat.read(source, as_version=4)
            before = nbformat.writes(notebook)
            tidy(notebook, target.parent.relative_to(root).as_posix(), root)
            text = nbformat.writes(released(notebook))
        except FileNotFoundError as error:
            raise CannotRelease(f"{source.parent} must hold {source.name}") from error
        except CannotRelease as error:
            raise CannotRelease(f"{source.name}: {error}") from error
        if nbformat.writes(notebook) != before:
            nbformat.write(notebook, source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"{text}\n", encoding="utf-8", newline="\n")
        yield target
    wanted = {source.parent.name for source in sources}
    for left_over in (root / RELEASE).glob("[0-9][0-9]_*"):
        if left_over.name not in wanted:
            shutil.rmtree(left_over)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("action", choices=["release"])
    parser.parse_args(arguments)
    try:
        for path in release():
            print(path.relative_to(ROOT).as_posix())
    except CannotRelease as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
