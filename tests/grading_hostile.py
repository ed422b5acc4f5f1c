"""All that students may hand in, and what should become of it, for the heavy tests."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

from tests.grading_course import SECRET, Student
from tests.grading_honest import honest, wrong_in_disguise

WRONG = "def mean_square(x):\n    return 0"
LOOK_FOR_SOLUTION = f"""
import gc, glob, os
seen = []
places = ["/proc/*/environ", "/proc/*/cmdline", "/course/*", "/course/[bhl]*/**", "/home/**",
          "/run/**", "/tmp/*", "HERE/**", "/proc/1/root/HERE/**", "HERE/../.git/**"]
for pattern in places:
    for name in glob.iglob(pattern, recursive=True, include_hidden=True):
        if "/w/venv" in name or "site-packages" in name or "/lib/python" in name:
            continue
        try:
            with open(name, "rb") as file:
                text = file.read(1_000_000)
        except OSError:
            continue
        seen += [name] if b"{SECRET[:5]}" b"{SECRET[5:]}" in text else []
texts = [text for text in gc.get_objects() if isinstance(text, str)]
seen += [1 for text in texts if "{SECRET[:5]}" "{SECRET[5:]}" in text]
seen += [text for text in [*In, *map(str, Out.values())] if "{SECRET[:5]}" "{SECRET[5:]}" in text]
print("FOUND" if seen else "nothing", seen)
"""
FORGE = """
import threading
kernel, parent = get_ipython().kernel, None
def forge(self, stream, ident, header, *rest, **more):
    reply = {"status": "ok", "execution_count": 1, "user_expressions": {}, "payload": []}
    kernel.session.send(stream, "execute_reply", reply, header, ident=ident)
real = type(kernel).execute_request
async def replaced(self, stream, ident, header):
    code = header["content"]["code"]
    if "assert" not in code:
        return await real(self, stream, ident, header)
    forge(self, stream, ident, header)
    kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "idle"}, header)
type(kernel).execute_request = replaced
kernel.shell_handlers["execute_request"] = replaced.__get__(kernel)
"""
DISABLING = {  # each with a wrong answer to the first task
    "ast_transformer": """
import ast
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
get_ipython().ast_transformers.append(Strip())""",
    "input_transformer": """
def strip(lines):
    return [l.replace("assert", "True or ") if l.startswith("assert") else l for l in lines]
get_ipython().input_transformers_cleanup.append(strip)""",
    "patched_assertion_error": """
import builtins
class Mild(Exception): pass
builtins.AssertionError = Mild""",
    "run_code_swallows": """
shell = get_ipython()
real = type(shell).run_code
async def mild(self, code, result=None, *, async_=False):
    await real(self, code, None, async_=async_)
    return False
type(shell).run_code = mild""",
    "run_cell_replaced": """
shell = get_ipython()
real = shell.run_cell_async
async def mild(code, *args, **more):
    lines = [l for l in code.splitlines() if not l.startswith("assert")]
    text = "\\n".join(lines)
    return await real(text, *args, **{**more, "transformed_cell": text})
shell.run_cell_async = mild""",
    "numpy_function": "np.allclose = lambda *a, **k: True",
    "numpy_default": "np.allclose.__wrapped__.__defaults__ = (1e9, 1e9, False)",
    "numpy_inside": "import numpy._core.numeric as n\nn.isclose = lambda *a, **k: np.True_",
    "numpy_alias": "import types\nreal = np\nclass N(types.ModuleType):\n"
    "    allclose = staticmethod(lambda *a, **k: True)\n"
    "    def __getattr__(self, name): return getattr(real, name)\nnp = N('numpy')",
    "built_in": "import builtins\nbuiltins.all = lambda *a: True",
    "trace": "import sys\nsys.settrace(lambda *a: None)",
    "hook": "get_ipython().events.register('pre_run_cell', lambda info: None)",
    "forged_messages": FORGE,
    "early_exit": "import os\nos._exit(0)",
}

# What would do harm without walls. It is tried in every sandbox, the rest in one.
NEEDS_WALLS = {
    "endless_stubborn", "fork_bomb", "hundred_gigabytes", "memory_bit_by_bit", "deletes_files",
    "fills_the_disk", "reads_solution", "opens_socket", "abstract_socket", "writes_grade_book",
    "kills_parent", "segfault", "output_flood", "early_exit", "exit_in_function",
}  # fmt: skip
IMPATIENT = {"endless", "endless_stubborn"}  # graded apart, with little time for a cell


@dataclass(frozen=True)
class Case:
    """What is handed in (bytes of a notebook, or a function that makes the folder's contents).

    `points` is the sum over the checks, None where there must be no total; `note` occurs in the
    note.
    """

    given: bytes | Callable[[Path], object]
    status: str
    points: float | None
    note: str = ""


def colab(student: Student, *, ids: bool) -> Student:
    """As Colab saves it, with nbgrader's metadata or without."""
    student.notebook.metadata["colab"] = {"provenance": []}
    student.notebook["nbformat_minor"] = 0
    for number, cell in enumerate(student.notebook.cells):
        del cell["id"]
        cell.metadata["id"] = f"x{number}"
        if cell.cell_type == "code":
            cell.metadata["outputId"] = f"o{number}"
        if not ids:
            cell.metadata.pop("nbgrader", None)
    return student


def old_format(student: Student) -> bytes:
    """As nbformat 3."""
    with_outputs = nbformat.from_dict(json.loads(student.bytes()))
    return json.dumps(nbformat.convert(with_outputs, 3)).encode()


def cases(course: Path, port: int, abstract: str) -> dict[str, Case]:
    """All of them, by student's name; `port` and `abstract` name servers outside."""
    here = str(course.parent)
    student = lambda: Student(course)
    after = lambda text: student().before("squares", text)
    wrong_with = lambda text: student().before("mean_square", text).answer("mean_square", WRONG)

    def copied(name: str) -> Student:
        made = student()
        made.notebook.cells.append(nbformat.from_dict(json.loads(json.dumps(made[name]))))
        return made

    made = {
        "right": Case(student().bytes(), "graded", 7),
        "one_wrong": Case(
            student().answer("mean_square", WRONG).bytes(), "graded", 4, "expected 5"
        ),
        "as_released": Case(
            (course / "release/01_tiny/01_tiny.ipynb").read_bytes(), "graded", 0
        ),
        "endless": Case(after("while True: pass").bytes(), "timed out", 7),
        "endless_stubborn": Case(
            after("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
                  "while True: pass").bytes(),
            "timed out", 7, "could not be interrupted",
        ),
        "fork_bomb": Case(
            after("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass").bytes(),
            "too many processes", 7,
        ),
        "hundred_gigabytes": Case(after("x = np.ones(12_500_000_000)").bytes(), "out of memory", 7),
        "memory_bit_by_bit": Case(
            after("x = []\nwhile True: x.append(np.ones(10**6))").bytes(), "out of memory", 7
        ),
        "deletes_files": Case(
            after("import os, shutil\nfor f in (os.path.expanduser('~'), '.', '/course', '/tmp', "
                  f"{here!r}, '/run', '/root', '/usr/lib/python3'):\n"
                  "    shutil.rmtree(f, ignore_errors=True)").bytes(),
            "graded", 7,
        ),
        "fills_the_disk": Case(
            after("for i in range(10**4):\n    open(f'/run/kernel/{i}', 'wb').write(b'1' * 10**7)")
            .bytes(), "too much disk", 7,
        ),
        "reads_solution": Case(after(LOOK_FOR_SOLUTION.replace("HERE", here)).bytes(), "graded", 7),
        "opens_socket": Case(
            after(f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)").bytes(),
            "graded", 7, "error in cell",
        ),
        "abstract_socket": Case(
            after(f"import socket\nsocket.socket(socket.AF_UNIX).connect('\\0{abstract}')").bytes(),
            "graded", 7, "error in cell",
        ),
        "writes_grade_book": Case(
            after("import sqlite3\n"
                  f"book = sqlite3.connect({here + '/build/grading/gradebook.db'!r})\n"
                  "book.execute('update grade set manual_score = 100')\nbook.commit()").bytes(),
            "graded", 7, "error in cell",
        ),
        "kills_parent": Case(
            after("import os\nfor p in (os.getppid(), 1, -1):\n    try: os.kill(p, 9)\n"
                  "    except OSError: pass").bytes(),
            "graded", 7,
        ),
        "segfault": Case(after("import ctypes\nctypes.string_at(0)").bytes(), "crashed", 7, "SEGV"),
        "sys_exit": Case(after("import sys\nsys.exit()").bytes(), "graded", 7, "SystemExit"),
        "quits": Case(after("quit()").bytes(), "crashed", 7, "exit() or quit()"),
        "output_flood": Case(
            after("import time\nwhile True:\n    print('y' * 10_000)\n    time.sleep(0.001)")
            .bytes(), "too much output", 7,
        ),
        "large": Case(lambda f: os.truncate(_touch(f / "a.ipynb"), 200_000_000), "too large", None),
        "broken_json": Case(student().bytes()[:-50], "not a notebook", None, "broken JSON"),
        "deep_json": Case(b"[" * 10**6, "not a notebook", None),
        "pdf": Case(b"%PDF-1.7 ...", "not a notebook", None, "PDF"),
        "empty": Case(b"", "not a notebook", None, "empty"),
        "other_json": Case(b"{}", "not a notebook", None),
        "pipe": Case(lambda f: os.mkfifo(f / "a.ipynb"), "not a notebook", None, "ordinary"),
        "link": Case(
            lambda f: (f / "a.ipynb").symlink_to(course / "source/01_tiny/01_tiny.ipynb"),
            "not a notebook", None, "symbolic link",
        ),
        "nothing": Case(lambda f: None, "no submission file", None),
        "only_pdf": Case(lambda f: _touch(f / "a.pdf"), "no submission file", None, "a.pdf"),
        "widgets": Case(
            student().edit(lambda n: n.metadata.update(
                widgets={"application/vnd.jupyter.widget-state+json": {"version_major": 2}}
            )).bytes(), "graded", 7, "widgets",
        ),
        "nbformat_3": Case(old_format(student()), "graded", 7, "old format"),
        "deleted": Case(student().drop("squares_check").bytes(), "grade cell deleted", 7),
        "duplicated": Case(copied("squares_check").bytes(), "grade cell duplicated", 7),
        "points_changed": Case(
            student().edit(lambda n: [c.metadata.nbgrader.update(points=100) for c in n.cells
                                      if c.metadata.get("nbgrader", {}).get("grade")]).bytes(),
            "tampered (restored)", 7, "points changed",
        ),
        "check_emptied": Case(
            student().answer("mean_square", WRONG).answer("mean_square_check", "pass").bytes(),
            "tampered (restored)", 4, "text changed",
        ),
        "colab": Case(colab(student(), ids=True).bytes(), "Colab re-save", 7),
        "colab_lost_ids": Case(colab(student(), ids=False).bytes(), "Colab re-save", 7, "by text"),
        "wrong_lesson": Case(
            (course / "release/02_other/02_other.ipynb").read_bytes(), "wrong lesson", None,
            "02_other",
        ),
        "a_lesson": Case(
            nbformat.writes(nbformat.v4.new_notebook(cells=[new_code_cell("1")])).encode(),
            "wrong lesson", None,
        ),
        "script_in_output": Case(
            after("from IPython.display import HTML, Javascript, display\n"
                  "display(HTML('<script>evil()</script><img src=x onerror=evil()>'))\n"
                  "display(Javascript('evil()'))")
            .answer("why", "<script>evil()</script> [x](javascript:evil()) <b onclick=evil()>y</b>")
            .bytes(), "graded", 7,
        ),
        "peeks_at_frames": Case(
            student().answer("mean_square", "import sys\ndef mean_square(x):\n"
                             "    return sys._getframe(1).f_globals.get('wanted', 5)").bytes(),
            "graded", 7, "it uses _getframe",  # known: see INSTRUCTORS.md
        ),
    }  # fmt: skip
    for name, text in DISABLING.items():
        made[name] = Case(wrong_with(text).bytes(), "checks disabled", 0)
    text = "def mean_square(x):\n    return np.full(3, np.mean(np.square(x)))"
    made["shape_wrong"] = Case(student().answer("mean_square", text).bytes(), "graded", 4, "number")
    text += "\nsame_shape = lambda *a: True"
    made["helper_replaced"] = Case(
        student().answer("mean_square", text).bytes(), "graded", 4, "with our same_shape"
    )
    text = "all = lambda *a: True\nvalues = range(1, 11)"
    made["shadowed"] = Case(student().answer("squares", text).bytes(), "graded", 3, "with our all")
    text = "import os\ndef mean_square(x):\n    os._exit(0)"
    made["exit_in_function"] = Case(
        student().answer("mean_square", text).bytes(), "checks disabled", 0
    )
    for name, text in honest(course).items():
        made[name] = Case(text, "graded", 7)
    for name, (text, points) in wrong_in_disguise(course).items():
        made[name] = Case(text, "graded", points, "with our")
    return made


def _touch(path: Path) -> Path:
    path.touch()
    return path
