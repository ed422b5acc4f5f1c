"""Grade what students handed in.

    python -m utils.grading SUBMISSIONS [--homework NN_name] [--jobs 2] [--again]

Writes build/grades.csv, build/feedback/<student>/<homework>.html, and nbgrader's course folder
build/grading/ with the grade book. Called again it grades only what is new or has changed.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from utils.grading import course, jobs, sandbox
from utils.grading.sandbox import Limits


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    limits = Limits()
    parser = argparse.ArgumentParser(
        prog="python -m utils.grading",
        description=__doc__.strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("submissions", type=Path, help="<student>/*.ipynb, <student>/NN_name/*.ipynb or *.ipynb")
    add("--homework", default="", help="05: the one that was set, if file names do not say it")
    add("--jobs", type=int, default=2, help="submissions at a time, 1 or more")
    add("--again", action="store_true", help="grade everything again")
    add("--isolation", choices=("best", *sandbox.LEVELS), default="best")
    add("--memory", type=float, default=limits.memory / 1e9, help="GB for a submission")
    add("--cell-seconds", type=float, default=limits.cell_seconds)
    add("--notebook-seconds", type=float, default=limits.notebook_seconds)
    add("--profile", choices=("quick", "full"), default="quick")
    add("--folder", type=Path, default=jobs.CODE / "homework", help="with source/ and release/")
    add("--build", type=Path, default=jobs.CODE / "build")
    options = parser.parse_args(words)
    if options.jobs < 1:
        parser.error(f"--jobs {options.jobs}: expected 1 or more")
    return options


def main() -> int:
    """Grade, and say where everything is."""
    options = arguments()
    if os.name != "posix":
        print("Grading needs Linux or macOS; on Windows use WSL.", file=sys.stderr)
        return 1
    limits = replace(
        Limits(),
        memory=int(options.memory * 1e9),
        cell_seconds=options.cell_seconds,
        notebook_seconds=options.notebook_seconds,
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
    try:
        level = course.best_level() if options.isolation == "best" else options.isolation
        settings = jobs.Settings(
            options.folder,
            options.build,
            level,
            limits,
            options.jobs,
            options.profile,
            options.homework,
            options.again,
        )
        rows = course.grade(options.submissions, settings)
    except (jobs.CannotGrade, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted. What is graded is kept; the same command goes on.", file=sys.stderr)
        return 130
    print(course.summary(rows))
    print(
        f"isolation: {level}; points: {options.build / 'grades.csv'}; "
        f"pages: {options.build / 'feedback'}; grade book: {settings.folder}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
