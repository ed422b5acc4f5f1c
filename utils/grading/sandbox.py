"""Where a submission runs: what it sees, what it may use, and how it is started and ended.

Three levels, the best that works here is taken (`best`); the column `isolation` names it:

    bubblewrap   `bwrap`: own file system, network, processes
    namespaces   the same by `grading.jail`, where bubblewrap is missing (or has root's rights)
    none         a process of its own with limits and a home of its own, and nothing else

Inside: the system, the Python environment, `utils/`, `data/`, the lessons' weights and the folders
of COURSE_DATA, all read-only; a home, /tmp and a working directory of its own. Nothing else exists.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import site
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

LEVELS = ("bubblewrap", "namespaces", "none")
JAIL = Path(__file__).with_name("jail.py")
COURSE = "/course"  # where the repository's parts appear inside
HOME = "/home/student"
SOCKETS = "/run/kernel"
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
OF_ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "fonts", "localtime", "ssl")
NOBODY = 64_999  # the user id that a sandbox started by root gets outside; it owns no file
PATIENCE = 4  # how many times the instructor's own time a submission has on a slow machine
FILES = {
    "/etc/passwd": f"student:x:1000:1000:student:{HOME}:/bin/sh\n",
    "/etc/group": "student:x:1000:\n",
    "/etc/hosts": "127.0.0.1 localhost\n",
}


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Memory and disk in bytes, times in seconds."""

    memory: int = 4_000_000_000  # resident, of all its processes together
    address_space: int = 64_000_000_000  # TensorFlow reserves far more than it uses
    disk: int = 1_000_000_000
    processes: int = 64
    threads: int = 256 + 8 * (os.cpu_count() or 1)
    cell_seconds: float = 120
    notebook_seconds: float = 300
    output: int = 2_000_000  # characters and bytes of pictures that are kept of a notebook
    flood: int = 20_000_000  # what a cell may print before it is stopped

    def for_machine(self, seconds: float) -> Limits:
        """The same with more time where the instructor's own solution took long, `seconds`.

        A submission may take `PATIENCE` times as long as that, whatever the machine is doing.
        """
        factor = min(max(1.0, PATIENCE * seconds / self.notebook_seconds), PATIENCE)
        return replace(
            self,
            cell_seconds=factor * self.cell_seconds,
            notebook_seconds=factor * self.notebook_seconds,
        )

    def of_process(self) -> dict[str, int]:
        """The limits that the system itself keeps, by their names in `resource`."""
        return {
            "AS": self.address_space,
            "FSIZE": self.disk // 2,
            "NPROC": self.threads,
            "CPU": int(self.notebook_seconds * (os.cpu_count() or 1)) + 60,
            "CORE": 0,
            "NOFILE": 4096,
        }


@dataclass(frozen=True)
class Room:
    """A sandbox that was prepared: how to start the kernel in it, and where its sockets are."""

    command: list[str]
    environment: dict[str, str]
    cwd: str
    sockets: Path  # outside
    sockets_inside: str
    writable: list[Path] = field(default_factory=list)  # folders outside that it can write


def prefixes() -> list[str]:
    """The folders that make up this Python, its environment included."""
    folders = {sys.prefix, sys.base_prefix, os.path.dirname(os.path.realpath(sys.executable))}
    folders |= {
        folder
        for folder in [*site.getsitepackages(), site.getusersitepackages()]
        if folder in sys.path
    }
    real = {os.path.abspath(folder) for folder in folders if os.path.isdir(folder)}
    inside = lambda a, b: a != b and a.startswith(b + "/")
    return sorted(a for a in real if not any(inside(a, b) for b in real | set(SYSTEM)))


def data_folders() -> list[str]:
    """The folders of COURSE_DATA and COURSE_CACHE that exist, as absolute paths."""
    entries = os.environ.get("COURSE_DATA", "").split(os.pathsep)
    entries.append(os.environ.get("COURSE_CACHE", ""))
    return [os.path.abspath(entry) for entry in entries if entry and os.path.isdir(entry)]


def visible(root: Path) -> list[tuple[str, str]]:
    """What appears inside, as (place outside, place inside), read-only."""
    shown = [(name, name) for name in SYSTEM if os.path.isdir(name) and not os.path.islink(name)]
    shown += [(f"/etc/{name}", f"/etc/{name}") for name in OF_ETC if os.path.exists(f"/etc/{name}")]
    shown += [("/sys/devices/system/cpu",) * 2] if os.path.isdir("/sys/devices/system/cpu") else []
    shown += [(folder, folder) for folder in prefixes() if folder not in SYSTEM]
    shown += [(folder, folder) for folder in data_folders()]
    for part in ("utils", "data", "lessons/weights"):
        if (root / part).is_dir():
            shown.append((str(root / part), f"{COURSE}/{part}"))
    return shown


def environment(home: str, course: str, profile: str) -> dict[str, str]:
    """The environment of the kernel: nothing of the instructor's but where the data are."""
    paths = os.pathsep.join([os.path.dirname(sys.executable), "/usr/bin", "/bin"])
    folders = {
        name: os.environ[name] for name in ("COURSE_DATA", "COURSE_CACHE") if os.environ.get(name)
    }
    if "COURSE_DATA" in folders:
        entries = folders["COURSE_DATA"].split(os.pathsep)
        folders["COURSE_DATA"] = os.pathsep.join(os.path.abspath(x) for x in entries if x)
    return folders | {
        "HOME": home,
        "PATH": paths,
        "LANG": "C.UTF-8",
        "USER": "student",
        "TMPDIR": "/tmp" if home == HOME else home,
        "PYTHONPATH": course,
        "PYTHONDONTWRITEBYTECODE": "1",
        "IPYTHONDIR": f"{home}/.ipython",
        "MPLCONFIGDIR": f"{home}/.matplotlib",
        "COURSE_PROFILE": profile,
        "COURSE_OFFLINE": "1",
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TQDM_DISABLE": "1",
    }


@contextlib.contextmanager
def room(
    level: str,
    root: Path,
    homework: str,
    command: list[str],
    limits: Limits,
    profile: str = "quick",
) -> Iterator[Room]:
    """Prepare a sandbox for `command` in a temporary folder that is removed afterwards.

    In the command, "{sockets}" stands for the folder of sockets as it is called inside.

    Raises:
        ValueError: If `level` is unknown.
    """
    if level not in LEVELS:
        raise ValueError(f"isolation {level!r}; expected one of {LEVELS}")
    with tempfile.TemporaryDirectory(prefix="grade-", ignore_cleanup_errors=True) as name:
        base = Path(name)
        sockets = base / "s"
        sockets.mkdir()
        work = f"homework/release/{homework}"
        if level == "none":
            home = base / "home"
            (home / work).mkdir(parents=True)
            command = [part.replace("{sockets}", str(sockets)) for part in command]
            spec = {"command": command, "limits": limits.of_process()}
            env = environment(str(home), str(root), profile)
            start = _start(base, "limit", spec)
            yield Room(start, env, str(home / work), sockets, str(sockets), [home, sockets])
            return
        command = [part.replace("{sockets}", SOCKETS) for part in command]
        outer = NOBODY if os.getuid() == 0 and level == "namespaces" else -1
        if outer != -1:
            os.chown(sockets, outer, outer)
            base.chmod(0o711)
        env = environment(HOME, COURSE, profile)
        spec = {
            "command": command,
            "cwd": f"{COURSE}/{work}",
            "limits": limits.of_process(),
            "binds": [[*pair, False] for pair in visible(root)] + [[str(sockets), SOCKETS, True]],
            "writable": [HOME, "/tmp", "/dev/shm", f"{COURSE}/build", f"{COURSE}/{work}"],
            "links": [[os.readlink(x), x] for x in SYSTEM if os.path.islink(x)],
            "files": FILES,
            "disk": limits.disk,
            "root": str(base / "root"),
            "outer": outer,
        }
        (base / "root").mkdir()
        start = (_bubblewrap if level == "bubblewrap" else _namespaces)(base, spec)
        yield Room(start, env, "/", sockets, SOCKETS, [sockets])


def _start(base: Path, task: str, spec: dict) -> list[str]:
    """The command that runs `grading.jail` with a specification."""
    path = base / f"{task}.json"
    path.write_text(json.dumps(spec), encoding="utf-8")
    return [sys.executable, "-I", str(JAIL), task, str(path)]


def _namespaces(base: Path, spec: dict) -> list[str]:
    return _start(base, "enclose", spec)


def _bubblewrap(base: Path, spec: dict) -> list[str]:
    """The same room, built by bubblewrap; the limits are set by a first program inside."""
    command = [shutil.which("bwrap") or "bwrap", "--unshare-all", "--die-with-parent"]
    command += ["--new-session", "--cap-drop", "ALL", "--uid", "1000", "--gid", "1000"]
    command += ["--hostname", "sandbox"]
    command += ["--proc", "/proc", "--dev", "/dev"]
    for folder in spec["writable"]:  # before what may lie in one of them, such as /tmp/venv
        command += ["--size", str(spec["disk"] // 4), "--tmpfs", folder]
    for source, target, writable in spec["binds"]:
        command += ["--bind" if writable else "--ro-bind", source, target]
    for target, name in spec["links"]:
        command += ["--symlink", target, name]
    for name, text in spec["files"].items():
        path = base / name.replace("/", "_")
        path.write_text(text, encoding="utf-8")
        command += ["--ro-bind", str(path), name]
    inner = {"command": spec["command"], "limits": spec["limits"]}
    start = _start(base, "limit", inner)
    command += ["--ro-bind", start[-1], "/run/limit.json", "--ro-bind", str(JAIL), "/run/jail.py"]
    command += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", spec["cwd"]]
    return [*command, "--", sys.executable, "-I", "/run/jail.py", "limit", "/run/limit.json"]


def works(level: str, root: Path) -> bool:
    """Whether a sandbox of this level can be built here, tried with a small program."""
    if level == "none":
        return True
    if sys.platform != "linux" or (level == "bubblewrap" and shutil.which("bwrap") is None):
        return False
    token = secrets.token_hex(8)
    tell = f"import ctypes, os; os.listdir('/proc/self'); print('{token}')"
    with room(level, root, "probe", [sys.executable, "-I", "-c", tell], Limits()) as made:
        done = subprocess.run(
            made.command, env=made.environment, cwd=made.cwd, capture_output=True, text=True
        )
    return done.stdout.strip() == token


def best(root: Path) -> str:
    """The strongest level that works here.

    Root's own processes are exempt from the limit on their number, unless they run under another
    user id, which `namespaces` gives them and bubblewrap cannot.
    """
    order = LEVELS if os.name != "posix" or os.getuid() != 0 else ("namespaces", *LEVELS)
    return next(level for level in order if works(level, root))


def as_dict(limits: Limits) -> dict[str, float]:
    """The limits as JSON can hold them."""
    return asdict(limits)
