"""The sandbox: what a program in it sees and may do, for each level that works on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from utils.grading import jobs, sandbox, watch

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandboxes are Linux's")
LEVELS = [level for level in sandbox.LEVELS if sandbox.works(level, jobs.CODE)]
WALLS = [level for level in LEVELS if level != "none"]


def inside(level: str, program: str, limits: sandbox.Limits | None = None) -> object:
    """What a program prints as JSON that runs in a sandbox."""
    command = [sys.executable, "-c", program]
    with sandbox.room(level, jobs.CODE, "01_tiny", command, limits or sandbox.Limits()) as room:
        done = subprocess.run(
            room.command, env=room.environment, cwd=room.cwd, capture_output=True, text=True
        )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_slow_machine_gives_a_submission_more_time_but_not_without_end():
    limits = sandbox.Limits(cell_seconds=10, notebook_seconds=100)
    assert limits.for_machine(2) == limits.for_machine(25) == limits
    slow = limits.for_machine(50)
    assert (slow.cell_seconds, slow.notebook_seconds) == (20, 200)
    assert limits.for_machine(10_000).notebook_seconds == 400


@pytest.mark.parametrize("level", WALLS)
def test_only_the_system_python_and_the_open_parts_of_the_course_are_to_be_seen(level, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    places = [str(secret), str(Path.home() / ".bashrc"), str(jobs.CODE / "tests"), "/etc/shadow",
              "/course/.git", "/course/homework/source", str(jobs.CODE / ".git")]  # fmt: skip
    program = f"""if 1:
        import json, os
        print(json.dumps({{
            "seen": [p for p in {places!r} if os.path.exists(p)],
            "course": sorted(os.listdir("/course")), "cwd": os.getcwd(), "home": os.listdir(
            os.path.expanduser("~")), "user": os.getuid(), "environment": sorted(os.environ),
            "processes": sum(name.isdigit() for name in os.listdir("/proc"))}}))"""
    found = inside(level, program)
    assert found["seen"] == [] and found["home"] == []
    assert found["course"] == ["build", "data", "homework", "lessons", "utils"]
    assert found["cwd"] == "/course/homework/release/01_tiny"
    assert found["user"] == 1000 and found["processes"] <= 3
    assert not {"SSH_AUTH_SOCK", "PWD_OF_HOST"} & set(found["environment"])


@pytest.mark.parametrize("level", WALLS)
def test_nothing_but_its_own_folders_can_be_written_and_they_vanish(level):
    program = """if 1:
        import json, os, sys
        places = ["/usr/x", "/etc/x", "/course/utils/x", "/course/data/x", sys.prefix + "/x",
                  "/tmp/x", os.path.expanduser("~/x"), "x", "/dev/shm/x", "/course/build/x"]
        done = []
        for place in places:
            try:
                open(place, "w").write("x")
                done.append(place)
            except OSError:
                pass
        print(json.dumps(done))"""
    own = ["/tmp/x", "/home/student/x", "x", "/dev/shm/x", "/course/build/x"]
    assert inside(level, program) == own
    assert inside(level, program) == own
    assert not (jobs.CODE / "utils" / "x").exists()


@pytest.mark.parametrize("level", WALLS)
def test_there_is_no_network_and_no_further_namespace(level):
    program = """if 1:
        import json, socket, subprocess
        told = []
        for _, name in socket.if_nameindex():
            told.append(name)
        try:
            socket.create_connection(("127.0.0.1", 22), 1)
            told.append("connected")
        except OSError as error:
            pass
        print(json.dumps(told))"""
    assert inside(level, program) in (["lo"], [])


@pytest.mark.parametrize("level", LEVELS)
def test_the_limits_of_a_process_hold(level):
    limits = sandbox.Limits(disk=2_000_000, address_space=2_000_000_000)
    program = """if 1:
        import json, os, resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        told = {}
        try:
            bytearray(10**11)
        except MemoryError:
            told["memory"] = "refused"
        try:
            with open(os.path.expanduser("~/x"), "wb", buffering=0) as file:
                told["file"] = sum(file.write(b"1" * 100_000) for _ in range(100))
        except OSError:
            told["file"] = os.path.getsize(os.path.expanduser("~/x"))
        told["core"] = resource.getrlimit(resource.RLIMIT_CORE)[1]
        print(json.dumps(told))"""
    found = inside(level, program, limits)
    assert found["memory"] == "refused" and found["core"] == 0
    assert found["file"] <= 1_000_000


def test_the_best_level_has_walls_where_there_are_any():
    assert sandbox.best(jobs.CODE) == "none" or sandbox.best(jobs.CODE) in WALLS
    with pytest.raises(ValueError, match="isolation 'strong'; expected one of"):
        inside("strong", "")


def test_the_watcher_ends_all_at_the_first_limit(tmp_path):
    """In a process of its own, as `end_all` ends whatever this one has started."""
    program = f"""if 1:
        import subprocess, sys, time
        from pathlib import Path
        from utils.grading import sandbox, watch
        limits = sandbox.Limits(processes=3, disk=1000)
        folder = Path({str(tmp_path)!r})
        child = lambda: subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        child()
        seen = watch.Watcher(limits, [folder])
        print(seen.look())
        (folder / "large").write_bytes(b"1" * 100_000)
        print(seen.look()[0])
        (folder / "large").unlink()
        [child() for _ in range(4)]
        seen.start()
        seen.join(30)
        print(seen.verdict[0], len(watch.descendants()))
        child()
        few = watch.Watcher(sandbox.Limits(memory=1000), [])
        print(few.look()[0])
        watch.end_all()
    """
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": str(jobs.CODE)},
        capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "None", "too much disk", "too many processes 0", "out of memory",
    ], done.stderr  # fmt: skip


def test_what_vanishes_while_it_is_looked_at_counts_nothing(tmp_path):
    assert watch.disk([tmp_path / "none"]) == 0
    assert watch.memory([], 0) == 0
