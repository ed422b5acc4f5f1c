"""`utils.datasets`: what `load` returns, where it looks, what it says when something is wrong."""

import dataclasses
import gzip
import hashlib
import json
import os
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils import datasets, formats, photographs, samples, sources

REAL = os.environ.get("COURSE_DATA")  # before the fixture below takes it away
NAMES = ["mnist", "fashion_mnist", "cifar10", "weather_aus", "ecg5000", "nsl_kdd", "photos"]
RNG = np.random.default_rng(1)


@pytest.fixture(autouse=True)
def sandbox(monkeypatch, tmp_path):
    """Nobody's data, an empty cache, no internet."""
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("COURSE_DATA", raising=False)


def arrays_digest(arrays):
    """The definition in data/README.md, written a second time."""
    parts = []
    for name, array in sorted(arrays.items()):
        parts += [f"{name}:{array.dtype.str}:{array.shape}".encode(), array.tobytes(order="C")]
    return "arrays:" + hashlib.sha256(b"".join(parts)).hexdigest()


def text_digest(text):
    return "text:" + hashlib.sha256(text).hexdigest()


def put(folder, files):
    """Write files (name -> arrays or bytes); return their entries in the registry."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for name, content in files.items():
        if isinstance(content, dict):
            np.savez_compressed(folder / name, **content)
            digest = arrays_digest(content)
        else:
            zipped = name.endswith(".gz")
            (folder / name).write_bytes(gzip.compress(content) if zipped else content)
            digest = text_digest(content)
        entries.append({"name": name, "digest": digest})
    return entries


@pytest.fixture
def register(monkeypatch):
    """Replace the forms of a data set in the registry."""
    real = sources.registry()

    def replace(name, *forms):
        changed = {**real, name: {**real[name], "forms": list(forms)}}
        monkeypatch.setattr(sources, "registry", lambda: changed)

    return replace


@pytest.fixture
def digits():
    shape = (28, 28)
    return {
        "x_train": RNG.integers(0, 256, (40, *shape), dtype=np.uint8),
        "y_train": RNG.integers(0, 10, 40, dtype=np.uint8),
        "x_test": RNG.integers(0, 256, (10, *shape), dtype=np.uint8),
        "y_test": RNG.integers(0, 10, 10, dtype=np.uint8),
    }


@pytest.fixture
def mnist(digits, tmp_path, register, monkeypatch):
    """A small MNIST in a folder that COURSE_DATA names, and a sample that is quickly built."""
    blank = {"x": np.zeros((1000, 28, 28), np.uint8), "y": np.zeros(1000, np.uint8)}
    sample = {f"{axis}_{part}": blank[axis] for axis in "xy" for part in ("train", "test")}
    monkeypatch.setattr(samples, "digits", lambda: sample)
    files = put(tmp_path / "data", {"mnist.npz": digits})
    register("mnist", {"kind": "arrays", "files": files})
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    return digits


# ---- arguments -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("mnits", "mnist"),
        ("MNIST", "mnist"),
        ("fashion-mnist", "fashion_mnist"),
        ("CIFAR-10", "cifar10"),
        ("weather", "weather_aus"),
        ("ecg", "ecg5000"),
        ("nslkdd", "nsl_kdd"),
        ("photo", "photos"),
    ],
)
def test_unknown_name_is_answered_with_the_nearest_and_all(name, nearest):
    with pytest.raises(ValueError, match=f"{name}.*Did you mean '{nearest}'") as error:
        datasets.load(name)
    assert all(known in str(error.value) for known in NAMES)


def test_a_name_like_no_other_gets_no_guess():
    with pytest.raises(ValueError, match=r"Unknown data set 'qqq'\. There are: mnist"):
        datasets.load("qqq")


@pytest.mark.parametrize("dtype", ["float64", "int8", "float", None, 3, np.float64])
def test_other_dtypes_are_refused(dtype):
    with pytest.raises(ValueError, match="mnist can be had as float32 or uint8"):
        datasets.load("mnist", dtype=dtype)
    with pytest.raises(ValueError, match=r"ecg5000 can be had as float32\."):
        datasets.load("ecg5000", dtype="uint8")


@pytest.mark.parametrize("valid", [-1, 0.1, "5", True, [5]])
def test_valid_must_be_a_number_of_examples(valid):
    with pytest.raises(ValueError, match="expected a number of examples"):
        datasets.load("mnist", valid=valid)


def test_valid_does_not_apply_where_nothing_is_cut_by_number():
    with pytest.raises(ValueError, match=r"weather_aus is split by date.*2015"):
        datasets.load("weather_aus", valid=100)
    with pytest.raises(ValueError, match="photos is not split"):
        datasets.load("photos", valid=0)


# ---- images --------------------------------------------------------------------------------------


def test_images_keep_order_and_value(mnist, capsys):
    data = datasets.load("mnist", valid=15)
    assert (data.name, data.origin) == ("mnist", "original")
    assert "LeCun" in data.citation
    x = np.concatenate([data.x_train, data.x_valid])
    assert x.shape == (40, 28, 28, 1)
    assert x.dtype == data.x_test.dtype == np.float32
    np.testing.assert_allclose(x[..., 0] * 255, mnist["x_train"], atol=1e-4)
    np.testing.assert_allclose(data.x_test[..., 0] * 255, mnist["x_test"], atol=1e-4)
    np.testing.assert_array_equal(np.r_[data.y_train, data.y_valid], mnist["y_train"])
    np.testing.assert_array_equal(data.y_test, mnist["y_test"])
    assert len(data.x_valid) == len(data.y_valid) == 15
    assert (x.min(), x.max()) == (0.0, 1.0)  # exactly: 255 becomes 1
    assert capsys.readouterr().out == ""  # all is well: nothing to say


@pytest.mark.parametrize("dtype", ["uint8", np.uint8, np.dtype("uint8")])
def test_images_as_uint8(mnist, dtype):
    data = datasets.load("mnist", dtype=dtype, valid=0)
    assert data.x_train.dtype == np.uint8
    np.testing.assert_array_equal(data.x_train[..., 0], mnist["x_train"])
    assert data.x_valid.shape == (0, 28, 28, 1)
    data.x_train[:] = 0  # the caller's own
    assert datasets.load("mnist", dtype=dtype, valid=0).x_train.any()


def test_valid_may_leave_one_example_but_not_none(mnist):
    assert len(datasets.load("mnist", valid=39).x_train) == 1
    with pytest.raises(ValueError, match=r"valid=40 leaves no example.*40 to share.*39 or less"):
        datasets.load("mnist", valid=40)


@given(total=st.integers(1, 30), share=st.floats(0, 1, exclude_max=True))
def test_cutting_loses_and_doubles_nothing(total, share):
    valid = int(total * share)
    parts = {"x_train": np.arange(total), "y_train": pd.Series(range(total), range(9, 9 + total))}
    cut = datasets._cut_validation(parts, valid)
    assert len(cut["x_valid"]) == len(cut["y_valid"]) == valid
    np.testing.assert_array_equal(np.r_[cut["x_train"], cut["x_valid"]], np.arange(total))
    np.testing.assert_array_equal(np.r_[cut["y_train"], cut["y_valid"]], np.arange(total))


def test_fashion_mnist_in_the_format_of_its_authors(digits, tmp_path, register, monkeypatch):
    def idx(array):
        header = bytes([0, 0, 8, array.ndim])
        lengths = b"".join(length.to_bytes(4, "big") for length in array.shape)
        return header + lengths + array.tobytes()

    names = ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"]
    names += ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"]
    put(tmp_path, {name: idx(array) for name, array in zip(names, digits.values(), strict=True)})
    files = [
        {"name": name, "digest": f"md5:{hashlib.md5((tmp_path / name).read_bytes()).hexdigest()}"}
        for name in names
    ]
    register("fashion_mnist", {"kind": "idx", "files": files})
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    data = datasets.load("fashion_mnist", dtype="uint8", valid=4)
    np.testing.assert_array_equal(data.x_train[..., 0], digits["x_train"][:-4])
    np.testing.assert_array_equal(data.x_test[..., 0], digits["x_test"])
    np.testing.assert_array_equal(data.y_valid, digits["y_train"][-4:])


def test_the_excerpt_is_divided_in_balance_and_without_overlap(tmp_path, register, monkeypatch):
    y = np.repeat(np.arange(10, dtype=np.uint8), 90)
    x = np.zeros((900, 28, 28), np.uint8)
    x[:, 0, :3] = np.stack([np.arange(900) // 256, np.arange(900) % 256, y], axis=1)
    files = put(tmp_path, {"fashion_mnist_900.npz": {"x": x, "y": y}})
    register("fashion_mnist", {"kind": "excerpt", "files": files})
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    data = datasets.load("fashion_mnist", dtype="uint8")
    again = datasets.load("fashion_mnist", dtype="uint8")
    seen = []
    for part, size in (("train", 500), ("valid", 100), ("test", 300)):
        images, labels = getattr(data, f"x_{part}"), getattr(data, f"y_{part}")
        assert np.bincount(labels).tolist() == [size // 10] * 10
        np.testing.assert_array_equal(images[:, 0, 2, 0], labels)  # still belong together
        assert (np.diff(labels.astype(int)) < 0).mean() > 0.2  # not sorted
        np.testing.assert_array_equal(images, getattr(again, f"x_{part}"))
        seen += (images[:, 0, 0, 0].astype(int) * 256 + images[:, 0, 1, 0]).tolist()
    assert sorted(seen) == list(range(900))
    assert data.origin == "original"


@pytest.fixture
def colours(tmp_path, register, monkeypatch):
    """A small CIFAR-10 in its prepared form, in a folder that COURSE_DATA names."""
    arrays = {
        "x_train": RNG.integers(0, 256, (1100, 32, 32, 3), dtype=np.uint8),
        "y_train": (np.arange(1100) % 10).astype(np.uint8),
        "x_test": RNG.integers(0, 256, (20, 32, 32, 3), dtype=np.uint8),
        "y_test": (np.arange(20) % 10).astype(np.uint8),
    }
    files = put(tmp_path / "data", {"cifar10_12k.npz": arrays})
    register("cifar10", {"kind": "arrays", "files": files})
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    return arrays


def test_colour_images_keep_order_value_and_channels(colours, capsys):
    floats, bytes_ = datasets.load("cifar10"), datasets.load("cifar10", dtype="uint8")
    for data, dtype, scale in ((floats, np.float32, 255), (bytes_, np.uint8, 1)):
        assert (data.name, data.origin) == ("cifar10", "original")
        assert [len(data.x_train), len(data.x_valid), len(data.x_test)] == [100, 1000, 20]
        x = np.concatenate([data.x_train, data.x_valid])
        assert x.dtype == data.x_test.dtype == dtype
        np.testing.assert_allclose(x * scale, colours["x_train"], atol=1e-4)
        np.testing.assert_allclose(data.x_test * scale, colours["x_test"], atol=1e-4)
        np.testing.assert_array_equal(np.r_[data.y_train, data.y_valid], colours["y_train"])
        np.testing.assert_array_equal(data.y_test, colours["y_test"])
        assert np.bincount(data.y_valid).tolist() == [100] * 10
    assert (floats.x_train.min(), floats.x_train.max()) == (0.0, 1.0)
    bytes_.x_test[:] = 0  # the caller's own
    assert datasets.load("cifar10", dtype="uint8").x_test.any()
    assert capsys.readouterr().out == ""


def test_colour_images_with_another_digest_are_refused(colours, tmp_path, capsys):
    colours["x_test"][0, 0, 0, 0] ^= 1
    np.savez(tmp_path / "data" / "cifar10_12k.npz", **colours)
    assert datasets.load("cifar10").origin == "sample"
    assert "cifar10_12k.npz" in (said := capsys.readouterr().out) and "fails its digest" in said
    assert os.listdir(tmp_path / "data") == ["cifar10_12k.npz.corrupt"]


# ---- where the data come from --------------------------------------------------------------------


def test_the_first_folder_wins_then_the_cache(digits, tmp_path, register, monkeypatch, capsys):
    files = put(tmp_path / "cache", {"mnist.npz": digits})
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    register("mnist", {"kind": "arrays", "files": files})
    monkeypatch.setenv("COURSE_DATA", os.pathsep.join(str(tmp_path / f) for f in "ab"))
    assert datasets.load("mnist", valid=1).origin == "original"  # from the cache
    (tmp_path / "b" / "mnist.npz").write_bytes(b"damaged")
    assert datasets.load("mnist", valid=1).origin == "original"
    assert "b" in (said := capsys.readouterr().out)
    assert said.startswith("mnist: real data, but mnist.npz (COURSE_DATA folder")
    (tmp_path / "cache" / "mnist.npz").rename(tmp_path / "a" / "mnist.npz")
    assert datasets.load("mnist", valid=1).origin == "original"
    assert capsys.readouterr().out == ""


def test_relative_folders_start_at_the_root_and_the_tilde_at_home(
    mnist, tmp_path, monkeypatch, capsys
):
    (tmp_path / "project" / "lessons").mkdir(parents=True)
    monkeypatch.setattr(sources, "ROOT", tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project" / "lessons")
    monkeypatch.setenv("COURSE_DATA", os.path.join("..", "data"))
    assert datasets.load("mnist", valid=1).origin == "original"
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setenv("COURSE_DATA", f' "{os.path.join("~", "data")}" ')  # as cmd.exe keeps it
    assert datasets.load("mnist", valid=1).origin == "original"
    assert capsys.readouterr().out == ""


def test_a_mistyped_folder_is_pointed_out(mnist, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA", os.pathsep.join(["no/such", str(tmp_path / "data")]))
    datasets.load("mnist", valid=1)
    said = 'mnist: real data, but COURSE_DATA names "no/such", which is not a folder.\n'
    assert capsys.readouterr().out == said
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data" / "mnist.npz"))  # a file
    assert datasets.load("mnist", valid=1).origin == "sample"
    said = capsys.readouterr().out
    assert "NOT the real data" in said and "is not a folder; COURSE_OFFLINE is set" in said


def test_a_folder_without_the_file_is_pointed_out(mnist, tmp_path, monkeypatch, capsys):
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "empty"))
    assert datasets.load("mnist").origin == "sample"
    assert "Why: COURSE_DATA holds no mnist.npz; COURSE_OFFLINE" in capsys.readouterr().out


def damage(path, how, digits):
    if how == "truncated":
        path.write_bytes(path.read_bytes()[:-500])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "web page":
        path.write_bytes(b"<!DOCTYPE html><html>Please log in</html>")
    elif how == "one pixel":
        digits["x_train"][0, 0, 0] ^= 1
        np.savez(path, **digits)
    elif how == "other dtype":
        np.savez(path, **{**digits, "y_train": digits["y_train"].astype(np.int64)})
    elif how == "not an archive":
        with path.open("wb") as file:
            np.save(file, digits["x_train"])
    elif how == "pickled":
        np.savez(path, **{**digits, "y_train": np.array([{}, 1], dtype=object)})


@pytest.mark.parametrize(
    "how",
    ["truncated", "empty", "web page", "one pixel", "other dtype", "not an archive", "pickled"],
)
def test_a_bad_file_is_moved_aside_and_never_used(how, mnist, tmp_path, capsys):
    path = tmp_path / "data" / "mnist.npz"
    damage(path, how, dict(mnist))
    bad = path.read_bytes()
    assert datasets.load("mnist").origin == "sample"
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "mnist.npz" in said and "was moved aside as mnist.npz.corrupt" in said
    assert str(tmp_path) not in said
    assert not path.exists()
    assert path.with_name("mnist.npz.corrupt").read_bytes() == bad


def test_earlier_corrupt_files_are_kept(mnist, tmp_path, capsys):
    path = tmp_path / "data" / "mnist.npz"
    for number in range(3):
        path.write_bytes(b"bad %d" % number)
        datasets.load("mnist")
    kept = ["mnist.npz.corrupt", "mnist.npz.corrupt.1", "mnist.npz.corrupt.2"]
    assert sorted(os.listdir(path.parent)) == kept
    assert [path.with_name(name).read_bytes()[-1:] for name in kept] == [b"0", b"1", b"2"]
    assert "moved aside as mnist.npz.corrupt.2" in capsys.readouterr().out


def test_a_bad_file_in_a_read_only_folder_stays_unused(mnist, tmp_path, monkeypatch, capsys):
    def refuse(self, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)  # chmod would not stop root
    path = tmp_path / "data" / "mnist.npz"
    path.write_bytes(b"bad")
    assert datasets.load("mnist").origin == "sample"
    assert "left there unused, as that folder cannot be written" in capsys.readouterr().out
    assert path.read_bytes() == b"bad"


def test_an_unreadable_file_is_not_called_corrupt(mnist, tmp_path, monkeypatch, capsys):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "data" / "mnist.npz"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        with pytest.raises(PermissionError):
            path.read_bytes()
        data, _, problems = sources.obtain(sources.registry()["mnist"], formats.read)
    assert data is None
    assert 'mnist.npz (COURSE_DATA folder "data") cannot be read: Permission denied' in problems
    assert path.exists()


@pytest.mark.parametrize("name", ["table.txt", "table.txt.gz"])
def test_the_digest_of_a_table_ignores_compression_and_line_ends(name, tmp_path):
    text = b"a,b\n1,2\n"
    path = tmp_path / name
    for content in (text, text.replace(b"\n", b"\r\n")):
        path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
        assert sources.read_checked(path, text_digest(text)) == content
    with pytest.raises(sources.Corrupt, match="fails its digest"):
        sources.read_checked(path, text_digest(b"a,b\n1,3\n"))
    path.write_bytes(gzip.compress(text)[:-5])
    with pytest.raises(sources.Corrupt):
        sources.read_checked(path, text_digest(text))


# ---- tables and beats ----------------------------------------------------------------------------


def weather_text():
    columns = samples.weather().columns
    dates = ["2014-12-31", "2015-01-01", "2015-12-31", "2016-01-01", "2008-07-01"]
    table = pd.DataFrame(index=range(5), columns=columns, dtype=float)
    table["Date"], table["Location"] = dates, "Albury"
    table["RISK_MM"], table["MinTemp"] = [0, 1.2, np.nan, 3, 4], [1.5, 2, np.nan, 4, 5]
    table["RainTomorrow"] = ["No", "Yes", None, "Yes", "Yes"]
    return table.to_csv(index=False).encode()


def test_weather_is_split_by_date_and_without_its_leak(tmp_path, register, monkeypatch):
    files = put(tmp_path, {"weather_aus.csv.gz": weather_text()})
    register("weather_aus", {"kind": "weather_csv", "files": files})
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    data = datasets.load("weather_aus")
    assert isinstance(data, datasets.Dataset)
    assert data.table.shape == (5, 24)
    assert pd.api.types.is_datetime64_any_dtype(data.table["Date"])
    rows = {"train": [0, 4], "valid": [1, 2], "test": [3]}
    for part, index in rows.items():
        x, y = getattr(data, f"x_{part}"), getattr(data, f"y_{part}")
        assert x.index.tolist() == y.index.tolist() == index
        assert x.shape[1] == 22
        assert not {"RISK_MM", "RainTomorrow"} & set(x.columns)
        pd.testing.assert_frame_equal(x, data.table.loc[index, x.columns])
    assert data.y_valid.isna().tolist() == [False, True]
    assert data.y_train.tolist() == ["No", "Yes"]


def test_weather_from_r_is_the_same_table(tmp_path, register, monkeypatch, capsys):
    pyreadr = pytest.importorskip("pyreadr", reason="pyreadr is optional")
    files = put(tmp_path, {"weather_aus.csv.gz": weather_text()})
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    register("weather_aus", {"kind": "weather_csv", "files": files})
    expected = datasets.load("weather_aus")

    table = expected.table.assign(Date=expected.table["Date"].dt.date)
    table["Location"] = table["Location"].astype("category")  # a factor in R
    path = tmp_path / "weatherAUS.RData"
    pyreadr.write_rdata(str(path), table, df_name="weatherAUS")
    digest = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    form = {"kind": "weather_rdata", "files": [{"name": path.name, "digest": digest}]}
    register("weather_aus", form)
    pd.testing.assert_frame_equal(datasets.load("weather_aus").table, expected.table)

    monkeypatch.setitem(sys.modules, "pyreadr", None)  # not installed
    capsys.readouterr()
    assert datasets.load("weather_aus").origin == "sample"
    assert "pip install pyreadr" in capsys.readouterr().out
    assert path.exists()


def beats(n, rng):
    x = rng.standard_normal((n, 140)).astype(np.float32)
    x[:, 0] = np.arange(n)  # tells them apart
    return x


def test_beats_are_pooled_shuffled_and_kept_with_their_labels(tmp_path, register, monkeypatch):
    x, normal = beats(5000, RNG), (np.arange(5000) < 2919).astype(np.uint8)
    arrays = {"x_train": x[:500], "normal_train": normal[:500]}
    arrays |= {"x_test": x[500:], "normal_test": normal[500:]}
    register("ecg5000", {"kind": "arrays", "files": put(tmp_path, {"ecg5000.npz": arrays})})
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    data = datasets.load("ecg5000")
    parts = [(getattr(data, f"x_{p}"), getattr(data, f"y_{p}")) for p in ("train", "valid", "test")]
    assert [len(x) for x, _ in parts] == [3500, 500, 1000]
    number = np.concatenate([x[:, 0] for x, _ in parts]).astype(int)
    labels = np.concatenate([y for _, y in parts])
    np.testing.assert_array_equal(np.sort(number), np.arange(5000))
    np.testing.assert_array_equal(labels, normal[number])
    assert all(abs(y.mean() - 0.584) < 0.08 for _, y in parts)  # 3.6 deviations of 500
    assert data.x_train.dtype == np.float32 and data.y_train.dtype == np.uint8
    np.testing.assert_array_equal(data.x_test, datasets.load("ecg5000", valid=0).x_test)
    assert len(datasets.load("ecg5000", valid=0).x_train) == 4000


@pytest.fixture(scope="module")
def ecg_csv():
    values = np.c_[beats(4998, np.random.default_rng(2)), np.arange(4998) < 2919]
    return "\n".join(",".join(f"{v:.3g}" for v in row) for row in values[:, [*range(141)]])


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda text: text, None),
        (lambda text: text.rpartition("\n")[0], r"holds \(4997, 141\) values"),
        (lambda text: text[: len(text) // 2], "(?i)holds|table"),
        (lambda text: text.replace(",1\n", ",2\n", 1), "holds"),
        (lambda text: text.replace(",1\n", ",0\n", 1), "holds 2918 normal beats, not 2919"),
        (lambda text: "x" + text, "not a table of numbers"),
        (lambda text: text.replace(",", ",nan,", 1).replace(",", "", 1), "holds|table"),
        (lambda text: "<html>no</html>", "holds|table"),
        (lambda text: "", "not a table of numbers"),
    ],
)
def test_the_file_without_digest_is_checked_by_what_is_known_of_it(
    change, complaint, ecg_csv, tmp_path, register, monkeypatch, capsys
):
    (tmp_path / "ecg.csv").write_text(change(ecg_csv))
    register("ecg5000", {"kind": "beats_csv", "files": [{"name": "ecg.csv", "digest": None}]})
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    data = datasets.load("ecg5000")
    said = capsys.readouterr().out
    if complaint is None:
        assert (data.origin, said) == ("original", "")
        assert [len(data.x_train), len(data.x_valid), len(data.x_test)] == [3498, 500, 1000]
        assert sum(y.sum() for y in (data.y_train, data.y_valid, data.y_test)) == 2919
        assert data.y_train.dtype == np.uint8
    else:
        assert data.origin == "sample"
        assert re.search(complaint, said) and "ecg.csv.corrupt" in said
        assert os.listdir(tmp_path / "cache") and not (tmp_path / "ecg.csv").exists()


def test_connections_lose_label_and_difficulty(tmp_path, register, monkeypatch):
    def rows(n, label):
        features = [f"{i},tcp,http,SF,{i}," + "0," * 35 + "0.50" for i in range(n)]
        return "\n".join(f"{x},{label},{i % 22}" for i, x in enumerate(features)).encode()

    names = ["KDDTrain+_20Percent.txt.gz", "KDDTest+.txt.gz"]
    files = put(tmp_path, dict(zip(names, [rows(50, "normal"), rows(9, "neptune")], strict=True)))
    register("nsl_kdd", {"kind": "connections", "files": files})
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    data = datasets.load("nsl_kdd", valid=20)
    for x in (data.x_train, data.x_valid, data.x_test):
        assert list(x.columns) == list(samples.NETWORK_COLUMNS[:41])
    for part in ("train", "valid", "test"):  # the index is the row number in the file
        x, y = getattr(data, f"x_{part}"), getattr(data, f"y_{part}")
        assert x.index.tolist() == x["duration"].tolist() == y.index.tolist()
    assert sorted([*data.x_train.index, *data.x_valid.index]) == list(range(50))
    assert data.x_valid.index.tolist() != list(range(30, 50))  # drawn, not the last ones
    assert len(data.x_valid) == 20
    assert set(data.y_train) == {"normal"} and set(data.y_test) == {"neptune"}
    assert data.x_test["dst_host_srv_rerror_rate"].iloc[0] == 0.5


# ---- what is returned ----------------------------------------------------------------------------


def test_photos_are_real_quiet_and_cannot_be_swapped(capsys):
    photos = datasets.load("photos")
    assert capsys.readouterr().out == ""
    assert photos.origin == "original"
    assert list(photos.images) == ["building", "flower", "portrait"]
    for image in photos.images.values():
        assert image.dtype == np.uint8 and image.ndim == 3 and image.shape[2] == 3
    with pytest.raises(TypeError):
        photos.images["building"] = None
    assert repr(photos).startswith("Photos 'photos' (original): building (427, 640, 3)")


def test_a_data_set_is_frozen_and_prints_shapes_not_numbers(mnist, tmp_path):
    data = datasets.load("mnist", valid=10)
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.x_train = None
    assert repr(data) == (
        "Dataset 'mnist' (original)\n"
        "  train  x (30, 28, 28, 1) float32  y (30,)\n"
        "  valid  x (10, 28, 28, 1) float32  y (10,)\n"
        "  test   x (10, 28, 28, 1) float32  y (10,)"
    )


# ---- samples -------------------------------------------------------------------------------------

SAMPLE_SIZES = {
    "mnist": (10_544, 952, 360),
    "fashion_mnist": (None, 500, None),
    "cifar10": (3_000, 600, 600),
    "weather_aus": (None, None, None),
    "ecg5000": (3_500, 500, 1_000),
    "nsl_kdd": (None, 500, None),
}


@pytest.mark.parametrize("name", SAMPLE_SIZES)
def test_every_sample_has_the_form_of_the_original(name, tmp_path, capsys):
    data = datasets.load(name)
    said = capsys.readouterr().out
    assert data.origin == "sample"
    assert said.count("\n") == 1 and said.startswith(f"{name}: NOT the real data but a sample")
    assert "COURSE_OFFLINE is set" in said and "data/README.md" in said
    assert str(tmp_path) not in said
    for part, size in zip(("train", "valid", "test"), SAMPLE_SIZES[name], strict=True):
        x, y = getattr(data, f"x_{part}"), getattr(data, f"y_{part}")
        assert len(x) == len(y) > 0
        assert size in (None, len(x))
    if name in ("mnist", "fashion_mnist"):
        assert data.x_train.shape[1:] == (28, 28, 1) and data.x_train.dtype == np.float32
        assert data.x_train.min() == 0 and 0.9 < data.x_train.max() <= 1
        assert set(data.y_test) == set(range(10))
    if name == "cifar10":
        assert data.x_train.shape[1:] == (32, 32, 3) and data.x_train.dtype == np.float32
        assert data.x_train.min() == 0 and 0.9 < data.x_train.max() <= 1
        for y in (data.y_train, data.y_valid, data.y_test):
            assert np.bincount(y).tolist() == [len(y) // 3] * 3
    if name == "ecg5000":
        assert data.x_train.shape[1] == 140 and set(data.y_train) == {0, 1}
    if name == "weather_aus":
        assert data.table.shape[1] == 24 and set(data.y_test.dropna()) == {"Yes", "No"}
    if name == "nsl_kdd":
        assert data.x_train.shape[1] == 41 and {"normal", "neptune"} <= set(data.y_train)

    again = datasets.load(name)  # now from the cache
    for field in dataclasses.fields(data)[3:]:
        first, second = getattr(data, field.name), getattr(again, field.name)
        if isinstance(first, np.ndarray):
            np.testing.assert_array_equal(first, second, strict=True)
        else:
            compare = "assert_series_equal" if isinstance(first, pd.Series) else None
            getattr(pd.testing, compare or "assert_frame_equal")(first, second)


@pytest.fixture
def generator(monkeypatch, tmp_path, digits):
    """A stand-in for samples.digits that counts how often it is called, with its own source."""
    calls = []
    monkeypatch.setattr(samples, "digits", lambda: calls.append(1) or digits)
    source = tmp_path / "samples.py"
    source.write_text("version 1")
    monkeypatch.setattr(samples, "__file__", str(source))
    return calls


def test_a_sample_is_built_once_for_each_version_of_its_source(generator, tmp_path, monkeypatch):
    for _ in range(3):
        datasets.load("mnist", valid=1)
    assert len(generator) == 1
    (tmp_path / "samples.py").write_text("version 2")
    datasets.load("mnist", valid=1)
    assert len(generator) == 2
    real = datasets.metadata.version
    monkeypatch.setattr(
        datasets.metadata, "version", lambda name: "9.9" if name == "scipy" else real(name)
    )
    datasets.load("mnist", valid=1)
    assert len(generator) == 3


def test_a_sample_depends_on_the_module_that_builds_it(generator, tmp_path, monkeypatch):
    """Not on another one: photographs.py makes the patches, samples.py the digits."""
    calls, parts = [], {"x_train": np.zeros((2, 32, 32, 3), np.uint8)}
    parts |= {"x_test": parts["x_train"]} | dict.fromkeys(("y_train", "y_test"), np.arange(2))
    monkeypatch.setattr(photographs, "patches", lambda: calls.append(1) or parts)
    monkeypatch.setattr(photographs, "__file__", str(tmp_path / "photographs.py"))
    for version, built in (("1", 1), ("1", 1), ("2", 2)):
        (tmp_path / "photographs.py").write_text(version)
        datasets.load("cifar10", valid=1)
        datasets.load("mnist", valid=1)
        assert (len(calls), len(generator)) == (built, 1)


@pytest.mark.parametrize("content", [b"", b"damaged", None])
def test_a_damaged_sample_is_built_again(content, generator, tmp_path):
    first = datasets.load("mnist", valid=1)
    (path,) = (tmp_path / "cache" / "samples").iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-100] if content is None else content)
    second = datasets.load("mnist", valid=1)
    np.testing.assert_array_equal(first.x_train, second.x_train)
    assert len(generator) == 2
    assert path.read_bytes() == whole


def test_a_cache_that_cannot_be_written_costs_only_time(generator, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "file"))
    for _ in range(2):
        assert datasets.load("mnist", valid=1).origin == "sample"
    assert len(generator) == 2
    assert (tmp_path / "file").read_text() == "in the way"


def test_the_cache_of_samples_executes_nothing(generator, tmp_path):
    datasets.load("mnist", valid=1)
    (path,) = (tmp_path / "cache" / "samples").iterdir()
    np.savez(path, x_train=np.array([{}], dtype=object))  # pickled, as an attacker would
    assert datasets.load("mnist", valid=1).x_train.shape == (39, 28, 28, 1)


# ---- the registry --------------------------------------------------------------------------------


def test_the_registry_is_complete():
    registry = sources.registry()
    assert list(registry) == NAMES
    digest = re.compile(r"(arrays|text|sha256):[0-9a-f]{64}|md5:[0-9a-f]{32}")
    for name, entry in registry.items():
        assert {"title", "citation", "licence", "forms"} <= set(entry), name
        for form in entry["forms"]:
            assert form["gives"]
            for file in form["files"]:
                if file["digest"] is None:
                    assert "hash" in form["note"]  # and it says what is checked instead
                else:
                    assert digest.fullmatch(file["digest"])
                if "url" in file:
                    assert file["url"].startswith("https://") and "+" not in file["url"]
        if name != "photos":
            assert any("url" in f for form in entry["forms"] for f in form["files"]), name


def test_every_data_set_has_a_card():
    cards = (sources.ROOT / "data" / "README.md").read_text(encoding="utf-8")
    for name, entry in sources.registry().items():
        assert f"\n## {name}" in cards
        for form in entry["forms"]:
            for file in form["files"]:
                assert file["name"] in cards
                if file["digest"]:
                    assert file["digest"].partition(":")[2] in cards


# ---- the real files, where they are --------------------------------------------------------------


@pytest.fixture
def real(monkeypatch, capsys):
    if not REAL:
        pytest.skip("COURSE_DATA is not set: no real data")
    monkeypatch.setenv("COURSE_DATA", REAL)

    def load(name, **arguments):
        data = datasets.load(name, **arguments)
        if data.origin != "original":
            pytest.skip(f"COURSE_DATA does not hold {name}")
        assert capsys.readouterr().out == ""
        return data

    return load


def test_real_mnist(real):
    data = real("mnist")
    assert [len(data.x_train), len(data.x_valid), len(data.x_test)] == [55_000, 5_000, 10_000]
    assert data.y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    train = np.concatenate([data.x_train, data.x_valid]).reshape(60_000, 784)
    mean = train.mean(axis=0)
    train -= mean
    axes = np.linalg.eigh(train.T @ train)[1][:, ::-1]
    test = data.x_test.reshape(10_000, 784) - mean
    for components, published in ((30, 13.87), (2, 43.6)):
        rest = test @ axes[:, components:]
        assert np.square(rest).sum(axis=1).mean() == pytest.approx(published, abs=0.06)


def test_real_fashion_mnist(real):
    data = real("fashion_mnist")
    if len(data.x_test) == 300:
        assert np.bincount(data.y_test).tolist() == [30] * 10
        assert [len(data.x_train), len(data.x_valid)] == [500, 100]
    else:
        assert [len(data.x_train), len(data.x_valid)] == [55_000, 5_000]


def test_real_cifar10(real):
    data = real("cifar10")
    sizes = [len(data.x_train), len(data.x_valid), len(data.x_test)]
    assert sizes in ([45_000, 5_000, 10_000], [9_000, 1_000, 2_000])
    assert data.x_train.shape[1:] == (32, 32, 3) and data.x_train.dtype == np.float32
    assert (data.x_train.min(), data.x_train.max()) == (0.0, 1.0)
    assert set(np.bincount(np.r_[data.y_train, data.y_valid])) == {sum(sizes[:2]) // 10}
    assert set(np.bincount(data.y_test)) == {sizes[2] // 10}
    if sizes[1] == 1_000:
        assert np.bincount(data.y_valid).tolist() == [100] * 10
    # Means of red, green and blue as in the code of Huang et al. 2017 (DenseNet).
    mean = 255 * data.x_train.mean(axis=(0, 1, 2), dtype=float)
    np.testing.assert_allclose(mean, [125.3, 123.0, 113.9], atol=1.0)
    images = datasets.load("cifar10", dtype="uint8")
    assert images.x_test.dtype == np.uint8
    np.testing.assert_allclose(images.x_test[:50] / 255, data.x_test[:50], atol=1e-6)
    # Neighbouring pixels are alike, in every channel: no wrong layout.
    pixels = images.x_test.astype(float)
    for channel in range(3):
        across = pixels[:, :, 1:, channel].ravel(), pixels[:, :, :-1, channel].ravel()
        assert np.corrcoef(*across)[0, 1] > 0.9


def test_real_weather(real):
    data = real("weather_aus")
    assert data.table.shape == (145_460, 24)
    assert [len(data.x_train), len(data.x_valid), len(data.x_test)] == [101_018, 17_885, 26_557]
    assert data.x_train["Date"].max() == pd.Timestamp("2014-12-31")
    words = ["Date", "Location", "WindGustDir", "WindDir9am", "WindDir3pm", "RISK_MM"]
    complete = data.table.drop(columns=words).dropna()
    assert len(complete) == 58_090
    inputs = complete.drop(columns="RainTomorrow")
    assert inputs.shape[1] == 17
    assert (complete["RainTomorrow"] == "Yes").mean() == pytest.approx(0.219, abs=0.0005)
    x = inputs.assign(RainToday=inputs["RainToday"] == "Yes").to_numpy(float)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    spectrum = np.linalg.eigvalsh(np.cov(x.T))
    assert spectrum[:-3].sum() / 17 == pytest.approx(0.328, abs=0.001)


def test_real_heartbeats(real):
    data = real("ecg5000")
    x = np.concatenate([data.x_train, data.x_valid, data.x_test])
    assert sum(y.sum() for y in (data.y_train, data.y_valid, data.y_test)) == 2919
    assert len(x) in (5000, 4998)
    np.testing.assert_allclose(x.mean(axis=1), 0, atol=1e-3)


def test_real_connections(real):
    data = real("nsl_kdd")
    assert [len(data.x_train), len(data.x_valid), len(data.x_test)] == [22_692, 2_500, 22_544]
    counts = pd.concat([data.y_train, data.y_valid]).value_counts()
    assert (counts["normal"], counts["neptune"]) == (13_449, 8_282)
    assert (data.y_test == "normal").sum() == 9_711
    assert json.dumps(data.x_test["duration"].iloc[:3].tolist()) == "[0, 0, 2]"
