"""Downloads, against a server on this machine that behaves well, badly, or not at all."""

import contextlib
import errno
import functools
import hashlib
import http.server
import io
import json
import logging
import os
import socket
import subprocess
import sys
import tarfile
import threading
import time
from urllib.parse import urlsplit

import numpy as np
import pooch
import pytest

from utils import datasets, samples, sources

RNG = np.random.default_rng(3)
IMAGES = RNG.integers(0, 256, (400, 28, 28), dtype=np.uint8)  # 300 kB that do not compress
LABELS = np.arange(400, dtype=np.uint8)
ARRAYS = {"x_train": IMAGES, "y_train": LABELS, "x_test": IMAGES[:9], "y_test": LABELS[:9]}


def pack(arrays):
    np.savez(file := io.BytesIO(), **arrays)
    return file.getvalue()


def arrays_digest(arrays):
    parts = [
        f"{name}:{array.dtype.str}:{array.shape}".encode() + array.tobytes()
        for name, array in sorted(arrays.items())
    ]
    return "arrays:" + hashlib.sha256(b"".join(parts)).hexdigest()


WHOLE = pack(ARRAYS)
OTHER = pack({**ARRAYS, "y_test": LABELS[1:10]})


class Server(http.server.ThreadingHTTPServer):
    """Answers each path with the function in `answers`; `requests` lists (path, Range header)."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.requests = {}, []
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.closing = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests.append((self.path, self.headers.get("Range")))
        answer = self.server.answers.get(self.path)
        if answer is None:
            return self.send_error(404)
        with contextlib.suppress(ConnectionError):
            answer(self)

    def begin(self, length, status=200, kind="application/octet-stream"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *args):
        pass


def send(content, kind="application/octet-stream"):
    def answer(handler):
        handler.begin(len(content), kind=kind)
        handler.wfile.write(content)

    return answer


def send_part(content, share=0.5):
    """Promise everything, send a part, hang up."""

    def answer(handler):
        handler.begin(len(content))
        handler.wfile.write(content[: int(share * len(content))])
        handler.close_connection = True

    return answer


def send_slowly(content, pieces=20, seconds=0.02):
    def answer(handler):
        handler.begin(len(content))
        for start in range(0, len(content), -(-len(content) // pieces)):
            handler.wfile.write(content[start : start + -(-len(content) // pieces)])
            time.sleep(seconds)

    return answer


def break_off_once(content, ranges=True):
    """Hang up in the middle of the first answer; then send the rest, or all if not `ranges`."""

    def answer(handler):
        if len(handler.server.requests) == 1:
            return send_part(content)(handler)
        wanted = handler.headers.get("Range")
        if not ranges or wanted is None:
            return send(content)(handler)
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        handler.begin(len(content) - start, status=206)
        handler.wfile.write(content[start:])

    return answer


def never_answer(handler):
    handler.server.closing.wait(20)


@pytest.fixture
def server():
    running = Server()
    thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield running
    running.closing.set()
    running.shutdown()
    running.server_close()


@pytest.fixture(autouse=True)
def sandbox(monkeypatch, tmp_path):
    """An empty cache, downloads allowed, short times, nothing remembered, a sample at once."""
    for variable in ("COURSE_OFFLINE", "COURSE_DATA", "http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(sources, "PAUSE_SECONDS", 0.01)
    sample = {
        f"{axis}_{part}": np.zeros((1000, 28, 28) if axis == "x" else 1000, np.uint8)
        for axis in "xy"
        for part in ("train", "test")
    }
    monkeypatch.setattr(samples, "digits", lambda: sample)
    sources.failures.cache_clear()
    sources.own_folder.cache_clear()
    real_connect = socket.socket.connect

    def connect(self, address):  # whatever a test does, it stays on this machine
        assert address[0] in ("127.0.0.1", "::1", "localhost"), f"a test called {address}"
        return real_connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    yield
    sources.failures.cache_clear()
    sources.own_folder.cache_clear()


def file_entry(url, name="mnist.npz", whole=WHOLE, arrays=ARRAYS):
    return {
        "name": name,
        "digest": arrays_digest(arrays),
        "url": f"{url}/{name}",
        "download": f"sha256:{hashlib.sha256(whole).hexdigest()}",
    }


@pytest.fixture
def register(monkeypatch):
    real = sources.registry()

    def replace(files, name="mnist", kind="arrays"):
        forms = [{"kind": kind, "files": files}]
        changed = {**real, name: {**real[name], "forms": forms}}
        monkeypatch.setattr(sources, "registry", lambda: changed)

    return replace


@pytest.fixture
def fetch(server, register, capsys, tmp_path):
    """Let the server answer in a certain way; load; return the data and what was printed."""
    register([file_entry(server.url)])

    def load(answer=None):
        if answer is not None:
            server.answers["/mnist.npz"] = answer
        data = datasets.load("mnist", dtype="uint8", valid=10)
        said = capsys.readouterr().out
        assert said.count("\n") <= 1
        assert str(tmp_path) not in said
        return data, said

    return load


def is_real(data):
    return data.origin == "original" and np.array_equal(data.x_train[..., 0], IMAGES[:-10])


def listing(tmp_path):
    """What the cache holds, samples aside."""
    names = os.listdir(tmp_path / "cache") if (tmp_path / "cache").is_dir() else []
    return sorted(set(names) - {"samples"})


# ---- all is well ---------------------------------------------------------------------------------


def test_a_complete_file_is_kept_and_not_fetched_again(fetch, server, tmp_path, monkeypatch):
    handler, records = logging.Handler(), []
    monkeypatch.setattr(handler, "emit", records.append)
    monkeypatch.setattr(pooch.get_logger(), "handlers", [handler])
    for _ in range(2):
        data, said = fetch(send(WHOLE))
        assert is_real(data) and said == ""
    assert records == []  # pooch would name the file with its absolute path
    assert server.requests == [("/mnist.npz", None)]
    assert listing(tmp_path) == ["mnist.npz"]
    assert (tmp_path / "cache" / "mnist.npz").read_bytes() == WHOLE
    if os.name == "posix":  # others may read it, in a cache that a class shares
        assert (tmp_path / "cache" / "mnist.npz").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(("value", "requests"), [("1", 0), ("yes", 0), ("0", 1), ("", 1)])
def test_offline_means_offline(value, requests, fetch, server, monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", value)
    data, said = fetch(send(WHOLE))
    assert len(server.requests) == requests
    assert is_real(data) == bool(requests)
    assert ("COURSE_OFFLINE is set" in said) == (not requests)


def test_a_proxy_is_used(fetch, server, register, monkeypatch):
    register([file_entry("http://data.invalid")])  # a name that no look-up could find
    monkeypatch.setenv("http_proxy", server.url)
    server.answers["http://data.invalid/mnist.npz"] = send(WHOLE)
    data, said = fetch()
    assert is_real(data) and said == ""


def test_tables_may_come_with_other_line_ends(server, register):
    train = b"".join(b"0,tcp,http,SF" + b",%d" % i + b",0" * 36 + b",normal,9\n" for i in range(9))
    files = [
        {
            "name": f"{part}+.txt",
            "digest": "text:" + hashlib.sha256(train).hexdigest(),
            "url": f"{server.url}/{part}%2B.txt",
        }
        for part in ("Train", "Test")
    ]
    register(files, "nsl_kdd", "connections")
    server.answers["/Train%2B.txt"] = send(train.replace(b"\n", b"\r\n"), "text/plain")
    server.answers["/Test%2B.txt"] = send(train, "text/plain")
    data = datasets.load("nsl_kdd", valid=4)
    assert data.origin == "original"
    assert [len(data.x_train), len(data.x_valid), len(data.x_test)] == [5, 4, 9]
    assert set(data.y_train) == {"normal"}


def cifar_archive(batches):
    """CIFAR-10's binary archive of {name: (images, labels)}, written value by value."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as archive:

        def add(name, content):
            info = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))

        add("batches.meta.txt", b"airplane\nautomobile\n")
        for name, (images, labels) in batches.items():
            records = [
                bytes([label]) + b"".join(image[..., channel].tobytes() for channel in range(3))
                for image, label in zip(images, labels, strict=True)
            ]
            add(f"{name}.bin", b"".join(records))
    return buffer.getvalue()


def test_cifar10_comes_as_its_binary_archive(server, register, tmp_path, capsys):
    shape = (1010, 32, 32, 3)
    names = ["data_batch_4", "test_batch", *(f"data_batch_{i}" for i in (2, 1, 5, 3))]  # any order
    batches = {name: (np.zeros(shape, np.uint8), np.arange(1010) % 10) for name in names}
    for number, name in enumerate(names):
        batches[name][0][:, 0, 0] = number, 0, 200
        batches[name][0][:, 5, 9] = RNG.integers(0, 256, (1010, 3))
    content = cifar_archive(batches)
    name, digest = "cifar-10-binary.tar.gz", f"sha256:{hashlib.sha256(content).hexdigest()}"
    url = f"{server.url}/~kriz/{name}"
    register([{"name": name, "digest": digest, "url": url}], "cifar10", "cifar_binary")
    server.answers[f"/~kriz/{name}"] = send(content, "application/x-gzip")
    for _ in range(2):  # the second time from the cache
        data = datasets.load("cifar10", dtype="uint8")
        assert (data.origin, capsys.readouterr().out) == ("original", "")
        x, y = np.r_[data.x_train, data.x_valid], np.r_[data.y_train, data.y_valid]
        order = [f"data_batch_{i}" for i in range(1, 6)]
        np.testing.assert_array_equal(x, np.concatenate([batches[b][0] for b in order]))
        np.testing.assert_array_equal(y, np.concatenate([batches[b][1] for b in order]))
        np.testing.assert_array_equal(data.x_test, batches["test_batch"][0])
        np.testing.assert_array_equal(data.y_test, batches["test_batch"][1])
        assert [len(data.x_train), len(data.x_valid)] == [50, 5000]
        assert data.y_train.dtype == np.uint8 and data.x_test.shape == shape
    assert len(server.requests) == 1 and listing(tmp_path) == [name]
    floats = datasets.load("cifar10")
    assert floats.x_train.dtype == np.float32 and floats.x_train.flags.c_contiguous
    np.testing.assert_allclose(floats.x_test * 255, batches["test_batch"][0], atol=1e-4)


def test_another_archive_is_not_opened(server, register, tmp_path, capsys, monkeypatch):
    def refuse(*arguments, **keywords):
        raise AssertionError("opened before its digest was checked")

    monkeypatch.setattr(tarfile, "open", refuse)
    name, digest = "cifar-10-binary.tar.gz", f"sha256:{hashlib.sha256(b'real').hexdigest()}"
    file = {"name": name, "digest": digest, "url": f"{server.url}/{name}"}
    register([file], "cifar10", "cifar_binary")
    server.answers[f"/{name}"] = send(b"something else")
    assert datasets.load("cifar10").origin == "sample"
    assert f"sends as {name} fails its digest and was thrown away" in capsys.readouterr().out
    assert listing(tmp_path) == []


# ---- a connection that breaks --------------------------------------------------------------------


@pytest.mark.parametrize("ranges", [True, False])
def test_a_broken_download_goes_on_where_it_stopped(ranges, fetch, server, tmp_path):
    data, said = fetch(break_off_once(WHOLE, ranges))
    assert is_real(data) and said == ""
    assert [path for path, _ in server.requests] == ["/mnist.npz"] * 2
    start = int(server.requests[1][1].removeprefix("bytes=").removesuffix("-"))
    assert 0 < start <= len(WHOLE) // 2
    assert listing(tmp_path) == ["mnist.npz"]


def test_a_file_that_is_always_cut_short_is_given_up(fetch, server, tmp_path):
    data, said = fetch(send_part(WHOLE))
    assert data.origin == "sample"
    assert f"the connection to 127.0.0.1:{server.server_port} broke 3 times" in said
    assert len(server.requests) == 3
    assert listing(tmp_path) == []
    assert fetch()[0].origin == "sample"
    assert len(server.requests) == 3  # not tried again


def test_a_server_that_accepts_and_never_answers(fetch, server, monkeypatch, tmp_path):
    monkeypatch.setattr(sources, "READ_SECONDS", 0.3)
    start = time.monotonic()
    data, said = fetch(never_answer)
    assert time.monotonic() - start < 3
    assert data.origin == "sample"
    assert "accepts a connection but sends nothing" in said
    assert listing(tmp_path) == []
    assert fetch()[0].origin == "sample"
    assert len(server.requests) == 1


def test_a_server_that_falls_silent_in_the_middle(fetch, server, monkeypatch):
    monkeypatch.setattr(sources, "READ_SECONDS", 0.3)

    def answer(handler):
        if len(server.requests) > 1:
            return break_off_once(WHOLE)(handler)
        handler.begin(len(WHOLE))
        handler.wfile.write(WHOLE[:100_000])
        handler.wfile.flush()
        server.closing.wait(20)

    data, said = fetch(answer)
    assert is_real(data) and said == ""
    assert server.requests[1][1].startswith("bytes=")


# ---- the wrong content ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (send(OTHER), "sends as mnist.npz fails its digest and was thrown away"),
        (send(WHOLE[:-1]), "fails its digest"),
        (send(b""), "fails its digest"),
        (send(b"<html>log in</html>", "text/html; charset=utf-8"), "sends a web page in place of"),
        (send(b"<html>log in</html>"), "fails its digest"),
        (None, "fails: 404 Not Found"),
        (lambda handler: handler.send_error(503), "fails: 503 Service Unavailable"),
    ],
)
def test_the_wrong_content_ends_in_the_sample(answer, complaint, fetch, server, tmp_path):
    data, said = fetch(answer)
    assert data.origin == "sample"
    assert "mnist: NOT the real data" in said and complaint in said
    assert listing(tmp_path) == []  # nothing half-done
    fetch()
    assert len(server.requests) == 1  # no second try in this process


def test_the_wrong_content_of_a_file_without_digest_is_moved_aside(server, register, tmp_path):
    file = {"name": "ecg.csv", "digest": None, "url": f"{server.url}/ecg.csv"}
    register([file], "ecg5000", "beats_csv")
    server.answers["/ecg.csv"] = send(b"1,2,3\n4,5,6\n", "text/csv")
    for _ in range(2):
        assert datasets.load("ecg5000").origin == "sample"
        assert listing(tmp_path) == ["ecg.csv.corrupt"]
    assert len(server.requests) == 1


def test_a_bad_file_in_the_cache_is_replaced(fetch, server, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "mnist.npz").write_bytes(OTHER)
    data, said = fetch(send(WHOLE))
    assert is_real(data)
    assert said.startswith("mnist: real data, but mnist.npz (cache) fails its digest")
    assert "was moved aside as mnist.npz.corrupt." in said
    assert listing(tmp_path) == ["mnist.npz", "mnist.npz.corrupt"]
    assert fetch()[1] == ""  # and all is well from then on


def test_of_several_files_only_what_is_missing_is_fetched_later(server, register, tmp_path):
    rows = b"".join(b"0,tcp,http,SF" + b",0" * 37 + b",normal,9\n" for _ in range(9))
    digest = "text:" + hashlib.sha256(rows).hexdigest()
    names = ["a.txt", "b.txt"]
    register(
        [{"name": name, "digest": digest, "url": f"{server.url}/{name}"} for name in names],
        "nsl_kdd",
        "connections",
    )
    server.answers["/a.txt"] = send(rows)
    assert datasets.load("nsl_kdd", valid=4).origin == "sample"
    sources.failures.cache_clear()  # as in a new kernel
    server.answers["/b.txt"] = send(rows)
    assert datasets.load("nsl_kdd", valid=4).origin == "original"
    assert [path for path, _ in server.requests] == ["/a.txt", "/b.txt", "/b.txt"]
    assert listing(tmp_path) == names


# ---- no connection -------------------------------------------------------------------------------


def count_connections(monkeypatch, connect):
    calls = []

    def counted(*arguments, **keywords):
        calls.append(arguments)
        return connect(*arguments, **keywords)

    monkeypatch.setattr(sources.socket, "create_connection", counted)
    return calls


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_refused_connection_is_not_repeated(register, monkeypatch, capsys):
    url = f"http://127.0.0.1:{closed_port()}"
    register([file_entry(url)])
    calls = count_connections(monkeypatch, socket.create_connection)
    for _ in range(3):
        assert datasets.load("mnist").origin == "sample"
        assert f"no connection to {urlsplit(url).netloc} (" in capsys.readouterr().out
    assert len(calls) == 1


def test_no_route_is_said_in_words(register, monkeypatch, capsys):
    def fail(*arguments, **keywords):
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    register([file_entry("https://data.invalid")])
    count_connections(monkeypatch, fail)
    assert datasets.load("mnist").origin == "sample"
    assert "no connection to data.invalid (Network is unreachable)" in capsys.readouterr().out


def test_a_host_that_swallows_everything_costs_its_time_once(register, monkeypatch, capsys):
    """Also when it is the look-up of the name that hangs, for which requests has no time-out."""
    assert sources.CONNECT_SECONDS <= 5
    monkeypatch.setattr(sources, "CONNECT_SECONDS", 0.3)
    register([file_entry("https://data.invalid")])
    over = threading.Event()

    def hang(*arguments, **keywords):
        over.wait(20)
        raise OSError("too late for anybody to hear")

    calls = count_connections(monkeypatch, hang)
    start = time.monotonic()
    for _ in range(3):
        assert datasets.load("mnist").origin == "sample"
        assert "data.invalid (no answer within 0.3 s)" in capsys.readouterr().out
    assert time.monotonic() - start < 2
    assert len(calls) == 1
    over.set()


# ---- nowhere to write ----------------------------------------------------------------------------


def test_a_cache_that_cannot_be_written(fetch, server, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")  # chmod would not stop root
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "file"))
    data, said = fetch(send(WHOLE))
    assert is_real(data)
    assert said.startswith("mnist: real data, but the cache cannot be written (")
    data, said = fetch()
    assert is_real(data)
    assert len(server.requests) == 1  # this process keeps its copy
    folder = sources.own_folder().name
    assert os.listdir(folder) == ["mnist.npz"]
    sources.own_folder().cleanup()


def full_disk(monkeypatch, is_full):
    """Let writing to the files of downloads fail, where `is_full(path)`, after 100 kB."""

    class Full(io.FileIO):
        def write(self, data):
            if self.tell() > 100_000 and is_full(str(self.name)):
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    monkeypatch.setattr(sources, "open", lambda path, mode: Full(path, mode), raising=False)


def test_a_full_disk_under_the_cache(fetch, monkeypatch, tmp_path):
    full_disk(monkeypatch, lambda path: path.startswith(str(tmp_path)))
    data, said = fetch(send(WHOLE))
    assert is_real(data)
    assert "the cache cannot be written (No space left on device)" in said
    assert listing(tmp_path) == []  # the half that fitted is gone
    sources.own_folder().cleanup()


def test_a_disk_that_is_full_everywhere(fetch, monkeypatch, tmp_path):
    full_disk(monkeypatch, lambda path: True)
    data, said = fetch(send(WHOLE))
    assert data.origin == "sample"
    assert "the cache cannot be written (No space left on device)" in said
    assert "the temporary folder cannot be written (No space left on device)" in said
    assert listing(tmp_path) == []
    assert os.listdir(sources.own_folder().name) == []
    monkeypatch.delattr(sources, "open")
    assert is_real(fetch()[0])  # room was made: no need to restart
    sources.own_folder().cleanup()


# ---- two kernels at once -------------------------------------------------------------------------

KERNEL = """
import hashlib, json, sys
from utils import sources
file = json.loads(sys.argv[1])
entry = {"forms": [{"kind": "arrays", "files": [file]}]}
print("ready", flush=True)
sys.stdin.readline()
data, kind, problems = sources.obtain(entry, lambda kind, contents: contents[0])
print(json.dumps([hashlib.sha256(data["x_train"].tobytes()).hexdigest(), kind, problems]))
"""


def test_two_kernels_fetch_the_same_file_at_once(server, tmp_path):
    server.answers["/mnist.npz"] = send_slowly(WHOLE)
    command = [sys.executable, "-c", KERNEL, json.dumps(file_entry(server.url))]
    start = functools.partial(
        subprocess.Popen, command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    kernels = [start(cwd=sources.ROOT) for _ in range(2)]
    for kernel in kernels:
        assert kernel.stdout.readline() == "ready\n"
    for kernel in kernels:
        kernel.stdin.write("go\n")
        kernel.stdin.flush()
    results = [json.loads(kernel.communicate(timeout=30)[0]) for kernel in kernels]
    assert results == [[hashlib.sha256(IMAGES.tobytes()).hexdigest(), "arrays", []]] * 2
    assert len(server.requests) == 2  # they did overlap
    assert listing(tmp_path) == ["mnist.npz"]
    assert (tmp_path / "cache" / "mnist.npz").read_bytes() == WHOLE
