"""Grade a folder of submissions: only what is new or has changed, two at a time."""

from __future__ import annotations

import concurrent.futures
import hashlib
import html
import json
import sys
import threading
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from tqdm.auto import tqdm

from utils.grading import assignment, intake, pages, results, sandbox
from utils.grading.book import Book
from utils.grading.intake import Submission
from utils.grading.jobs import CODE, CannotGrade, Settings, stop_all, work

WEAK = """\
WARNING: neither bubblewrap nor user namespaces work here, so submissions run as you, with limits
but without walls: a hostile one can read and change your files and use the network. Grade on
Linux with bubblewrap (apt install bubblewrap), or in a virtual machine that holds nothing else.\
"""


class Course:
    """Grades submissions with given settings. One for each run."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.homework = assignment.load_all(settings.homework)
        self.expected = assignment.named(settings.expected, self.homework)
        self.book = Book(settings.folder, settings.homework.resolve() / "source")
        self.locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self.prepared: set[str] = set()

    # --- one submission ---------------------------------------------------------------------

    def digest(self, submission: Submission) -> str:
        """Changes whenever the submission, its name or what is read of it changes."""
        parts = [submission.homework, str(submission.problem)]
        if submission.path is not None:
            try:
                parts.append(hashlib.sha256(intake.read_bytes(submission.path)).hexdigest())
            except intake.Refused as refused:
                parts.append(str(refused))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def digest_of_homework(self, name: str) -> str:
        """Of one homework, or of all for a submission that is none of them."""
        chosen = [self.homework[name]] if name in self.homework else self.homework.values()
        return hashlib.sha256("".join(one.digest for one in chosen).encode()).hexdigest()

    def place(self, submission: Submission) -> Path:
        """Where the record of a submission is kept."""
        name = f"{submission.homework or 'unnamed'}.json"
        return self.settings.folder / "results" / submission.student / name

    def known(self, submission: Submission) -> dict[str, Any] | None:
        """The record of an earlier run if it still holds."""
        record = None if self.settings.again else results.read(self.place(submission))
        if record is None or record.get("digest") != self.digest(submission):
            return None
        current = self.digest_of_homework(record["homework"])
        return record if record.get("homework_digest") == current else None

    def grade(self, submission: Submission) -> dict[str, Any]:
        """The record of a submission; safe to call from several threads."""
        digest = self.digest(submission)
        hint = submission.homework or self.expected
        record: dict[str, Any] = {"homework": hint, "findings": [], "notes": []}
        if submission.problem is not None:
            record["findings"].append(submission.problem)
        else:
            job = {"submission": str(submission.path.absolute()), "hint": hint}
            try:
                record = work(self.settings, job)
                if record.get("needs_reference"):
                    self.solve(record["homework"])
                    record = work(self.settings, job)
            except RuntimeError as error:
                record |= {
                    "findings": [("crashed", f"the grader itself failed: {error}")],
                    "broken": True,
                }
        if submission.note:
            record["notes"].append(submission.note)
        return record | {
            "student": submission.student,
            "digest": digest,
            "homework_digest": self.digest_of_homework(record["homework"]),
        }

    def solve(self, name: str) -> None:
        """Run the instructor's solution of a homework if that was not done yet.

        Raises:
            CannotGrade: If it fails one of its own checks.
        """
        homework = self.homework[name]
        with self.locks[name]:
            path = self.settings.reference / f"{name}-{homework.digest[:16]}.json"
            if results.read(path) is not None:
                return
            try:
                record = work(self.settings, {"submission": "", "hint": name})
            except RuntimeError as error:
                raise CannotGrade(f"the solution of {name} cannot be run: {error}") from error
            if record["missed"] or record["findings"]:
                raise CannotGrade(
                    f"the solution of {name} fails its own checks {record['missed']}: "
                    f"{record['failures']} {record['findings']} {record['notes']}"
                )
            results.write(path, json.dumps(record))

    # --- what is written --------------------------------------------------------------------

    def enter(self, record: dict[str, Any], path: Path) -> None:
        """Enter a new record into the grade book, write its pages, and last the record itself."""
        homework = self.homework.get(record["homework"])
        if results.status_of(record["findings"]) not in results.UNREAD and record.get("cells"):
            if homework.name not in self.prepared:
                self.book.prepare(homework)
                self.prepared.add(homework.name)
            self.book.enter(record, homework)
            name = homework.name
            place = self.settings.folder / "autograded" / record["student"] / name
            graded = pages.notebook(record, homework, feedback=False)
            results.write(place / f"{name}.ipynb", pages.as_text(graded))
        self.feedback(record)
        if not record.get("broken"):  # what failed on our side is tried again
            results.write(path, json.dumps(record))

    def feedback(self, record: dict[str, Any]) -> None:
        """Write the student's page, and remember what of a person's it shows."""
        homework = self.homework.get(record["homework"])
        status, page = results.status_of(record["findings"]), None
        text = "; ".join(f"{name}: {note}" for name, note in record["findings"]) or status
        if homework is not None and record.get("cells"):
            student = record["student"]
            manual = self.book.manual(homework.name, student)
            points, pending = results.scores(record, homework, manual)
            waiting = f", still to be read: {', '.join(pending)}" if pending else ""
            text = f"{sum(points.values()):g} of {homework.points:g} points{waiting}. {text}"
            graded = pages.notebook(record, homework, feedback=True)
            record["opinions"] = self.book.opinions(homework.name, student)
            try:
                page = pages.feedback(graded, homework, student, text, self.book.url)
            except Exception as error:  # nbconvert's, at a text that it cannot show
                record["notes"].append(f"no page: {type(error).__name__}: {error}"[:200])
        if page is None:
            head = f'<meta http-equiv="Content-Security-Policy" content="{pages.POLICY}">'
            title = html.escape(f"{record['student']}: {record['homework']}")
            page = (
                f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">{head}'
                f"<title>{title}</title></head><body><h1>{title}</h1>"
                f"<p>{html.escape(text)}</p></body></html>\n"
            )
        name = f"{record['homework'] or 'submission'}.html"
        results.write(self.settings.build / "feedback" / record["student"] / name, page)

    def refresh(self, record: dict[str, Any], path: Path) -> None:
        """Write the page of a known record again if somebody gave points or comments since."""
        if record["homework"] in self.homework and record.get("cells"):
            now = self.book.opinions(record["homework"], record["student"])
            if json.loads(json.dumps(now)) != record.get("opinions"):
                self.feedback(record)
                results.write(path, json.dumps(record))

    # --- all ----------------------------------------------------------------------------------

    def run(self, submissions: list[Submission]) -> list[dict[str, Any]]:
        """Grade what is new, two at a time; return the table's rows, in the order of submissions.

        An interruption leaves what is done; the next run goes on from there.
        """
        records: dict[int, dict[str, Any]] = {}
        fresh = []
        for number, submission in enumerate(submissions):
            record = self.known(submission)
            if record is None:
                fresh.append(number)
            else:
                records[number] = record
                self.refresh(record, self.place(submission))
        bar = tqdm(total=len(submissions), initial=len(records), unit=" submissions")
        with bar, concurrent.futures.ThreadPoolExecutor(self.settings.jobs) as pool:
            waiting = {pool.submit(self.grade, submissions[n]): n for n in fresh}
            try:
                for future in concurrent.futures.as_completed(waiting):
                    number = waiting[future]
                    records[number] = future.result()
                    self.enter(records[number], self.place(submissions[number]))
                    bar.update()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                stop_all()
                raise
        rows = []
        for number in range(len(submissions)):
            record = records[number]
            homework = self.homework.get(record["homework"])
            known = homework is not None and bool(record.get("cells"))
            manual = self.book.manual(homework.name, record["student"]) if known else {}
            rows.append(results.row(record, homework, manual))
        results.write(self.settings.build / "grades.csv", results.table(rows))
        return rows


def grade(folder: Path, settings: Settings) -> list[dict[str, Any]]:
    """Grade all submissions in a folder; write `grades.csv` and the pages below `settings.build`.

    Raises:
        CannotGrade: If a homework fails its own checks.
        ValueError: If a folder is not what it should be.
    """
    if settings.level == "none":
        print(WEAK, file=sys.stderr)
    course = Course(settings)
    submissions = intake.find(folder, course.homework)
    if not submissions:  # a table without rows would take the place of a good one
        raise ValueError(
            f"no submissions in {folder.absolute()}: expected ann/05_denoising.ipynb, or notebooks "
            "named like ann_05_denoising.ipynb; grades.csv was left as it is"
        )
    return course.run(submissions)


def best_level() -> str:
    """The strongest isolation that works here."""
    return sandbox.best(CODE)


def summary(rows: list[dict[str, Any]]) -> str:
    """How many of each status, a line each."""
    counts = Counter(row["status"] for row in rows)
    return "\n".join(f"{counts[status]:5} {status}" for status in results.ADVICE if counts[status])
