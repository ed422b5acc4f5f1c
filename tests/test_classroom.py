"""The folder for a class without internet; pip itself is replaced, except for its errors."""

from __future__ import annotations

import hashlib
import shutil
import subprocess

import pytest

from utils import classroom, sources


@pytest.fixture
def course(tmp_path):
    """A small clone, with a solution that no student may see."""
    root = tmp_path / "a course"
    for name in ("lessons/01.ipynb", "homework/source/01/01.ipynb", "homework/release/01.ipynb",
                 "homework/trials/01/right.py", "requirements.txt", "constraints.txt"):  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"content of {name}")
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *command], cwd=root, check=True)
    (root / "notes.txt").write_text("not tracked")
    return root


@pytest.fixture
def data(tmp_path, monkeypatch):
    """COURSE_DATA with one good, one damaged and one absent data set."""
    folder = tmp_path / "the data"
    folder.mkdir()
    (folder / "good.npz").write_bytes(b"numbers")
    (folder / "damaged.npz").write_bytes(b"other numbers")
    right = "sha256:" + hashlib.sha256(b"numbers").hexdigest()
    forms = lambda name: [{"kind": "arrays", "files": [{"name": f"{name}.npz", "digest": right}]}]
    entries = {name: {"forms": forms(name)} for name in ("good", "damaged", "absent")}
    monkeypatch.setattr(sources, "registry", lambda: entries | {"photos": {"forms": []}})
    monkeypatch.setattr(
        classroom.datasets, "load", lambda name: type("D", (), {"origin": "sample"})
    )
    monkeypatch.setenv("COURSE_DATA", str(folder))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def pip(monkeypatch):
    """Replace the download by files that say how pip was called."""
    calls = []

    def run(folder, python, platforms, root):
        calls.append((python, tuple(platforms)))
        (folder / f"package-{len(calls)}.whl").write_text("wheel")

    monkeypatch.setattr(classroom, "download_wheels", run)
    return calls


def names(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_holds_course_data_and_wheels_but_no_solutions(tmp_path, course, data, pip):
    out = tmp_path / "out" / "class"
    missing = classroom.prepare(out, "3.12", ["win_amd64"], root=course)
    assert names(out) == {
        "course/lessons/01.ipynb", "course/homework/release/01.ipynb", "course/requirements.txt",
        "course/constraints.txt", "data/good.npz", "wheels/package-1.whl", "README.txt",
        "SHA256SUMS",
    }  # fmt: skip
    assert pip == [("3.12", ("win_amd64",))]
    assert "Python 3.12, win_amd64" in (out / "README.txt").read_text()
    assert [sentence.partition(":")[0] for sentence in missing] == ["damaged", "absent"]
    assert (data / "damaged.npz").exists(), "what lies in COURSE_DATA is left alone"
    assert classroom.check(out) == []


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this system")
def test_the_sums_are_those_of_sha256sum(tmp_path, course, data, pip):
    classroom.prepare(tmp_path / "out", root=course)
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path / "out", capture_output=True).returncode == 0


def test_check_finds_what_is_changed_missing_and_added_but_not_what_use_leaves(
    tmp_path, course, data, pip
):
    out = tmp_path / "out"
    classroom.prepare(out, root=course)
    for made in ("course/.venv/a", "course/build/b", "course/data/cache/c"):
        (out / made).parent.mkdir(parents=True, exist_ok=True)
        (out / made).write_text("made by using it")
    assert classroom.check(out) == []
    (out / "data/good.npz").write_bytes(b"numberz")
    (out / "README.txt").unlink()
    (out / "wheels/more.whl").write_text("?")
    problems = ["data/good.npz was changed", "README.txt is missing", "wheels/more.whl was added"]
    assert sorted(classroom.check(out)) == sorted(problems)
    with pytest.raises(classroom.CannotPrepare, match="holds no SHA256SUMS"):
        classroom.check(tmp_path)


def test_a_second_call_replaces_the_parts(tmp_path, course, data, pip):
    out = tmp_path / "out"
    classroom.prepare(out, root=course)
    (course / "lessons/01.ipynb").unlink()
    classroom.prepare(out, root=course)
    assert "course/lessons/01.ipynb" not in names(out)
    assert {name for name in names(out) if name.startswith("wheels")} == {"wheels/package-2.whl"}
    assert classroom.check(out) == []


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path, course, data, pip):
    out = tmp_path / "out"
    (out / "data").mkdir(parents=True)
    (out / "data" / "thesis.txt").write_text("ten years of work")
    for mark in (None, "my own notes"):
        if mark:
            (out / "README.txt").write_text(mark)
        with pytest.raises(classroom.CannotPrepare, match=r"already holds .*data.*new folder"):
            classroom.prepare(out, root=course)
    assert names(out) == {"data/thesis.txt", "README.txt"}
    for inside in (course, course / "build" / "class"):
        with pytest.raises(classroom.CannotPrepare, match="lies in the course itself"):
            classroom.prepare(inside, root=course)
    assert pip == []


def test_a_course_that_is_no_clone_is_refused(tmp_path, data, pip):
    with pytest.raises(classroom.CannotPrepare, match="no clone of the course"):
        classroom.prepare(tmp_path / "out", root=tmp_path / "the data")


def test_what_pip_says_is_passed_on(tmp_path, course, data, capsys):
    (course / "requirements.txt").write_text("numpy ==")
    with pytest.raises(classroom.CannotPrepare, match=r"(?s)could not fetch.*nvalid req.*index"):
        classroom.prepare(tmp_path / "out", root=course)
    (course / "requirements.txt").write_text("")
    assert not (tmp_path / "out" / "SHA256SUMS").exists()


def test_downloads_of_data_are_used(tmp_path, data, monkeypatch):
    def load(name):
        cache = tmp_path / "cache"
        cache.mkdir(exist_ok=True)
        (cache / f"{name}.npz").write_bytes(b"numbers")
        return type("D", (), {"origin": "original"})

    monkeypatch.setattr(classroom.datasets, "load", load)
    assert classroom.copy_data(tmp_path / "copy") == []
    assert names(tmp_path / "copy") == {"good.npz", "damaged.npz", "absent.npz"}


def test_the_real_registry_can_be_copied(tmp_path, monkeypatch):
    """Each data set of the course is either copied from COURSE_DATA, whole, or named as missing."""
    loaded = []
    monkeypatch.setattr(
        classroom.datasets,
        "load",
        lambda name: loaded.append(name) or type("D", (), {"origin": ""}),
    )
    missing = [sentence.partition(":")[0] for sentence in classroom.copy_data(tmp_path / "copy")]
    assert missing == loaded
    copied = names(tmp_path / "copy")
    for name, entry in sources.registry().items():
        forms = [{file["name"] for file in form["files"]} for form in entry["forms"]]
        assert name in missing or not forms or any(form <= copied for form in forms)


def test_the_command_says_what_is_missing_and_returns_it(
    tmp_path, course, data, pip, capsys, monkeypatch
):
    monkeypatch.setattr(classroom, "ROOT", course)
    monkeypatch.setattr(classroom.prepare, "__defaults__", (None, (), course))
    out = str(tmp_path / "out")
    assert classroom.main(["prepare", out, "--python", "3.11", "--platform", "any"]) == 1
    assert "absent: not found" in capsys.readouterr().out
    assert classroom.main(["check", out]) == 0
    assert "all is well" in capsys.readouterr().out
    assert classroom.main(["check", str(tmp_path)]) == 2
    assert pip == [("3.11", ("any",))]
