"""Prepare a folder from which a class works without internet.

    python -m utils.classroom prepare FOLDER [--python 3.12 --platform win_amd64]
    python -m utils.classroom check FOLDER

FOLDER then holds `course/` (what git tracks, without the solutions of the homework), `data/` (for
COURSE_DATA), `wheels/` (every package, for `pip install --no-index`), `README.txt` and SHA256SUMS.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tqdm.auto import tqdm

from utils import datasets, sources

ROOT = Path(__file__).resolve().parents[1]
SUMS = "SHA256SUMS"
MARK = "README.txt"  # written first, so that a folder is known to be ours from then on
PRIVATE = ("homework/source/", "homework/trials/")  # solutions and hidden checks
README = """\
The course on autoencoders, to be used without internet.

Linux and macOS, in this folder:
    python3 -m venv course/.venv
    course/.venv/bin/python -m pip install --no-index --find-links wheels -r course/requirements.txt
    export COURSE_DATA="$PWD/data" COURSE_OFFLINE=1
    course/.venv/bin/jupyter lab --notebook-dir=course --LabApp.default_url=/lab/tree/lessons

Windows (PowerShell), in this folder:
    py -m venv course\\.venv
    course\\.venv\\Scripts\\python -m pip install --no-index --find-links wheels `
        -r course\\requirements.txt
    $env:COURSE_DATA = "$PWD\\data"; $env:COURSE_OFFLINE = "1"
    course\\.venv\\Scripts\\jupyter lab --notebook-dir=course --LabApp.default_url=/lab/tree/lessons

The wheels are for {target}. To see whether everything was copied whole:
    sha256sum --check SHA256SUMS          (or, in course/: python -m utils.classroom check ..)
"""


class CannotPrepare(Exception):
    """The folder cannot be made; the message says why and what to do."""


def prepare(
    folder: Path, python: str | None = None, platforms: Sequence[str] = (), root: Path = ROOT
) -> list[str]:
    """Fill `folder`, and return what is missing in it, as sentences.

    Args:
        folder: New, empty, or made by an earlier call, whose parts are then replaced.
        python: Version of Python the wheels are for, such as "3.12"; default: this one.
        platforms: Their platform tags in pip's sense, such as "win_amd64"; default: this machine.
        root: The course.

    Raises:
        CannotPrepare: If the folder holds anything else, the course is no clone, or pip finds no
            wheels. What was there before stays until its replacement is whole.
    """
    folder = folder.resolve()
    if folder == root or root in folder.parents:
        raise CannotPrepare(f"{folder} lies in the course itself: name a folder outside of it")
    there = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    if there and (MARK not in there or not is_ours(folder)):
        raise CannotPrepare(
            f"{folder} already holds {', '.join(there[:5])}: name an empty or a new folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
    target = f"Python {python or '.'.join(map(str, sys.version_info[:2]))}"
    target += f", {', '.join(platforms) or f'{sys.platform}, as on the machine that fetched them'}"
    (folder / MARK).write_text(README.format(target=target), encoding="utf-8")
    new = folder / "wheels" / ".new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    download_wheels(new, python, platforms, root)
    for old in (folder / "wheels").glob("*.whl"):
        old.unlink()
    for wheel in new.iterdir():
        wheel.replace(folder / "wheels" / wheel.name)
    new.rmdir()
    copy_course(folder / "course", root)
    missing = copy_data(folder / "data")
    write_sums(folder)
    return missing


def is_ours(folder: Path) -> bool:
    text = (folder / MARK).read_text(encoding="utf-8", errors="replace")
    return text.splitlines()[:1] == README.splitlines()[:1]


def download_wheels(folder: Path, python: str | None, platforms: Sequence[str], root: Path) -> None:
    """Let pip fetch the packages of requirements.txt, in the versions of constraints.txt."""
    command = [sys.executable, "-m", "pip", "download", "--dest", str(folder)]
    command += ["--only-binary=:all:", "--disable-pip-version-check", "--quiet"]
    command += ["-r", str(root / "requirements.txt"), "-c", str(root / "constraints.txt")]
    command += ["--python-version", python] if python else []
    command += [word for platform in platforms for word in ("--platform", platform)]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if run.returncode:
        raise CannotPrepare(
            f"pip could not fetch the wheels:\n{run.stdout.strip()[-2000:]}\nThis step needs a "
            "package index. For other machines, run it on one of their kind if pip finds no wheel"
        )


def copy_course(folder: Path, root: Path) -> None:
    """Copy what git tracks, as it is in the working tree, except solutions."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={root}", "ls-files", "-z"],
        cwd=root, capture_output=True, text=True,
    )  # fmt: skip
    if listed.returncode or not listed.stdout:
        raise CannotPrepare(f"{root} is no clone of the course: {listed.stderr.strip()}")
    names = [n for n in listed.stdout.split("\0") if n and not n.startswith(PRIVATE)]
    shutil.rmtree(folder, ignore_errors=True)
    for name in names:
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)


def copy_data(folder: Path) -> list[str]:
    """Copy a checked form of each data set; download what is nowhere, unless COURSE_OFFLINE.

    Returns:
        A sentence for each data set of which only the sample will be there.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    missing = []
    for name, entry in sources.registry().items():
        if not entry["forms"]:
            continue  # made from installed packages
        found = usable(entry)
        if found is None and datasets.load(name).origin == "original":
            found = usable(entry)  # it was just downloaded to the cache
        if found is None:
            missing.append(f"{name}: not found, so the class will have its sample only")
            continue
        for path in found:
            shutil.copyfile(path, folder / path.name)
    return missing


def usable(entry: dict) -> list[Path] | None:
    """The files of the first form of a data set that lies on this disk and passes its digest."""
    for _, folder, form in sources.candidates(entry):
        paths = [folder / file["name"] for file in form["files"]]
        try:
            for path, file in zip(paths, form["files"], strict=True):
                sources.read_checked(path, file["digest"])
            return paths
        except (sources.Corrupt, OSError) as error:
            print(f"{paths[0].name} in {folder}: {error}; not copied")
    return None


def files_of(folder: Path) -> Iterator[Path]:
    """What the sums are over, sorted: not SHA256SUMS, and nothing that using the folder makes."""
    made = {".venv", "__pycache__", ".ipynb_checkpoints", "build", "cache"}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts != (SUMS,) and not made & set(parts):
            yield path


def digest(path: Path) -> str:
    hasher = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(2**20):
            hasher.update(block)
    return hasher.hexdigest()


def write_sums(folder: Path) -> None:
    """Write SHA256SUMS in the form of sha256sum, whole or not at all."""
    lines = [
        f"{digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files_of(folder)
    ]
    new = folder / f"{SUMS}.new"
    new.write_bytes("".join(lines).encode())
    os.replace(new, folder / SUMS)


def check(folder: Path) -> list[str]:
    """What differs from SHA256SUMS, as sentences; empty if all is well.

    Raises:
        CannotPrepare: If there is no SHA256SUMS, so that nothing can be said.
    """
    if not (folder / SUMS).is_file():
        raise CannotPrepare(f"{folder} holds no {SUMS}: `make classroom OUT=...` writes it")
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    expected = {name: sum_ for sum_, _, name in (line.partition("  ") for line in lines)}
    problems = []
    for name, sum_ in tqdm(expected.items(), desc="files", leave=False):
        if not (folder / name).is_file():
            problems.append(f"{name} is missing")
        elif digest(folder / name) != sum_:
            problems.append(f"{name} was changed")
    found = {path.relative_to(folder).as_posix() for path in files_of(folder)}
    return problems + [f"{name} was added" for name in sorted(found - set(expected))]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("action", choices=["prepare", "check"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--python", help="version of Python of the class, e.g. 3.12")
    parser.add_argument("--platform", action="append", default=[], help="e.g. win_amd64; repeat")
    options = parser.parse_args(arguments)
    try:
        if options.action == "prepare":
            problems = prepare(options.folder, options.python, options.platform)
        else:
            problems = check(options.folder)
    except CannotPrepare as error:
        print(error, file=sys.stderr)
        return 2
    print(*problems, sep="\n", end="\n" if problems else "")
    size = sum(path.stat().st_size for path in files_of(options.folder)) / 1e6
    outcome = "all is well" if not problems else f"problems: {len(problems)}"
    print(f"{options.folder}: {size:.0f} MB, {outcome}")
    return min(len(problems), 1)


if __name__ == "__main__":
    sys.exit(main())
