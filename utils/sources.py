"""Find the files of a data set: in the folders of COURSE_DATA, in the cache, on the internet.

`data/registry.json` lists for each data set the *forms* in which it may lie on disk: a kind, the
files that make it up, the digest of each, and for some the address it comes from. Nothing here
knows what the files mean: `obtain` is given a function that reads them.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import hashlib
import io
import json
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pooch
import requests
from tqdm.auto import tqdm

ROOT = Path(__file__).resolve().parent.parent
CONNECT_SECONDS = 5.0  # for looking up a host and connecting to it, together
READ_SECONDS = 10.0  # for a server that has stopped sending
ATTEMPTS = 3  # requests for one file, if the connection breaks in the middle
PAUSE_SECONDS = 1.0  # between two of them


class Unusable(Exception):
    """Something cannot be used; the message says why, in words for the line that is printed."""


class Corrupt(Unusable):
    """A file is there, but its content is not what the registry says."""


def registry() -> dict[str, dict[str, Any]]:
    """Return what data/registry.json says: an entry for each data set, by name."""
    return json.loads((ROOT / "data" / "registry.json").read_text(encoding="utf-8"))


def data_folders() -> tuple[list[Path], list[str]]:
    """Return the folders that COURSE_DATA names, and those of its entries that are no folder."""
    entries = [entry.strip(" \"'") for entry in os.environ.get("COURSE_DATA", "").split(os.pathsep)]
    # A relative path starts at the project's root, as a lesson runs in lessons/.
    folders = {entry: ROOT / os.path.expanduser(entry) for entry in entries if entry}
    found = [folder for folder in folders.values() if os.path.isdir(folder)]
    return found, [entry for entry, folder in folders.items() if folder not in found]


def cache_folder() -> Path:
    """Return the folder that keeps downloads and samples; it need not exist yet."""
    return ROOT / os.path.expanduser(os.environ.get("COURSE_CACHE") or "data/cache")


# The next two keep something for as long as the process lives: cached functions, not variables of
# the module, so that nothing happens at import and a test can start afresh with cache_clear().
@functools.lru_cache(maxsize=1)
def own_folder() -> tempfile.TemporaryDirectory:
    """Return a folder that goes when this process does, for a cache that cannot be written."""
    return tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True)


@functools.lru_cache(maxsize=1)
def failures() -> dict[str, str]:
    """Return what has failed in this process (host or address -> why), not to be tried again."""
    return {}


def fresh_folder(parent: Path) -> tempfile.TemporaryDirectory:
    """Return a new folder in `parent`, no other kernel's, to write in before a rename."""
    parent.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix=".new-", dir=parent)


def candidates(entry: dict[str, Any]) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """Yield each form whose files all lie in one folder, best first: (label, folder, form)."""
    folders = [(f'COURSE_DATA folder "{folder.name}"', folder) for folder in data_folders()[0]]
    for label, folder in [*folders, ("cache", cache_folder())]:
        for form in entry["forms"]:
            if all(os.path.isfile(folder / file["name"]) for file in form["files"]):
                yield label, folder, form


def read_checked(path: Path, digest: str | None) -> Any:
    """Read a file once, check it, and return what was checked.

    `digest` is "arrays:..." for an .npz file (returns a dict of arrays; data/README.md defines
    it), "text:..." for a table, gzipped or not (returns bytes; the sha256 is that of the text,
    with CR LF as LF), "sha256:..." or "md5:..." for any file (returns bytes), or None. Raises
    `Corrupt` for the wrong content and OSError if the file cannot be read.
    """
    content = path.read_bytes()
    if digest is None:
        return content
    kind, _, expected = digest.partition(":")
    hasher = hashlib.new("md5" if kind == "md5" else "sha256")
    try:
        if kind == "arrays":
            content = dict(np.load(io.BytesIO(content), allow_pickle=False))
            for name, array in sorted(content.items()):
                hasher.update(f"{name}:{array.dtype.str}:{array.shape}".encode())
                hasher.update(array.tobytes())
        elif kind == "text":
            content = gzip.decompress(content) if path.suffix == ".gz" else content
            hasher.update(content.replace(b"\r\n", b"\n"))
        else:
            hasher.update(content)
    except MemoryError:
        raise
    except Exception as error:  # zip, gzip and npy readers fail on damaged files in many ways
        raise Corrupt(f"cannot be read ({type(error).__name__})") from error
    if (found := hasher.hexdigest()) != expected:
        raise Corrupt(f"fails its digest (found {found[:12]}..., expected {expected[:12]}...)")
    return content


def set_aside(path: Path) -> str:
    """Rename a bad file to NAME.corrupt (NAME.corrupt.1 ...), and return what became of it."""
    target, number = path.with_name(f"{path.name}.corrupt"), 0
    while os.path.lexists(target):
        number += 1
        target = path.with_name(f"{path.name}.corrupt.{number}")
    try:
        path.rename(target)
    except OSError:
        return "was left there unused, as that folder cannot be written"
    return f"was moved aside as {target.name}"


def obtain(entry: dict[str, Any], read: Callable) -> tuple[Any, str | None, list[str]]:
    """Find a data set and read it.

    `read(kind, contents)` turns the contents of a form's files into the data. It raises `Corrupt`
    for content that is wrong though there is no digest to tell. Returns (data, kind, problems):
    data and kind are None if there is no source left, problems are sentences to print.
    """
    folders, missing = data_folders()
    problems = [f'COURSE_DATA names "{name}", which is not a folder' for name in missing]
    for label, folder, form in candidates(entry):
        data = _read_form(label, folder, form, read, problems)
        if data is not None:
            return data, form["kind"], problems
    if folders and not problems:
        wanted = " or ".join(form["files"][0]["name"] for form in entry["forms"])
        problems.append(f"COURSE_DATA holds no {wanted}")
    if os.environ.get("COURSE_OFFLINE", "") not in ("", "0"):
        return None, None, [*problems, "COURSE_OFFLINE is set, so nothing is downloaded"]
    for form in entry["forms"]:
        if all("url" in file for file in form["files"]):
            data = _download_form(form, read, problems)
            if data is not None:
                return data, form["kind"], problems
    return None, None, list(dict.fromkeys(problems))


def _read_form(label: str, folder: Path, form: dict, read: Callable, problems: list[str]) -> Any:
    """Return the data of a complete form, or None after adding to `problems` what is wrong."""
    contents, path = [], folder
    try:
        for file in form["files"]:
            path = folder / file["name"]
            contents.append(read_checked(path, file["digest"]))
        return read(form["kind"], contents)
    except Corrupt as error:  # from `read` only for a file without digest, alone in its form
        problems.append(f"{path.name} ({label}) {error}; it {set_aside(path)}")
    except Unusable as error:
        problems.append(str(error))
    except OSError as error:
        problems.append(f"{path.name} ({label}) cannot be read: {error.strerror or error}")
    return None


def _download_form(form: dict, read: Callable, problems: list[str]) -> Any:
    """Download a form and return its data, or None after adding to `problems` what is wrong."""
    hints = {"cache": ", so COURSE_CACHE should name another folder", "temporary folder": ""}
    for label, hint in hints.items():
        try:
            folder = cache_folder() if label == "cache" else Path(own_folder().name)
            for file in form["files"]:
                _download(file, folder)
        except Unusable as error:
            problems.append(str(error))
            return None
        except OSError as error:  # no permission, or a full disk
            problems.append(f"the {label} cannot be written ({error.strerror or error}){hint}")
            continue
        data = _read_form("download", folder, form, read, problems)
        if data is None:
            for file in form["files"]:
                failures()[file["url"]] = f"the download of {file['name']} was not usable"
        return data
    return None


def _download(file: dict[str, Any], folder: Path) -> None:
    """Download one file into `folder`, whole and checked or not at all.

    Raises `Unusable` with the reason, also for whatever has failed before in this process, and
    OSError if the file cannot be written.
    """
    url, name, host = file["url"], file["name"], urlsplit(file["url"]).netloc
    if os.path.isfile(folder / name):  # of a form of several files; checked when it is read
        return
    reason = failures().get(host) or failures().get(url)
    if not reason and (why := _why_unreachable(url)):
        reason = failures()[host] = f"no connection to {host} ({why})"
    if reason:
        raise Unusable(reason)
    known_hash = file.get("download")  # where the digest is not that of the file as a whole
    pooch.get_logger().setLevel("WARNING")  # it would print absolute paths
    try:
        with fresh_folder(folder) as own:
            path = Path(pooch.retrieve(url, known_hash, name, own, downloader=_stream))
            read_checked(path, file["digest"])
            path.chmod(0o644)  # pooch makes files for their owner alone; a cache may serve a class
            with contextlib.suppress(PermissionError):  # Windows: another kernel reads its copy
                path.replace(folder / name)
        return
    except requests.RequestException as error:
        answer = error.response
        what = type(error).__name__ if answer is None else f"{answer.status_code} {answer.reason}"
        reason = f"{host} fails: {what}"
    except (ValueError, Corrupt):  # ValueError is what pooch raises for a wrong digest
        reason = f"what {host} sends as {name} fails its digest and was thrown away"
    except Unusable as error:
        reason = str(error)
    failures()[url] = reason
    raise Unusable(reason)


def _why_unreachable(url: str) -> str | None:
    """Return why a host cannot be connected to within CONNECT_SECONDS, or None if it can.

    The time-out of requests starts anew for each address of a host and does not hold for the
    look-up of its name; so one connection is tried first, in a thread that may be left behind.
    """
    utils = requests.utils
    proxy = utils.select_proxy(url, utils.get_environ_proxies(url))
    target = urlsplit(utils.prepend_scheme_if_needed(proxy, "http") if proxy else url)
    port = target.port or {"http": 80}.get(target.scheme, 443)
    outcome: list[str | None] = []

    def connect() -> None:
        try:
            socket.create_connection((target.hostname, port), timeout=CONNECT_SECONDS).close()
            outcome.append(None)
        except OSError as error:
            outcome.append(error.strerror or str(error))

    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(CONNECT_SECONDS)
    return outcome[0] if outcome else f"no answer within {CONNECT_SECONDS:g} s"


def _stream(url: str, output_file: str, _pooch: Any) -> None:
    """Download `url` into a file; a downloader in pooch's sense.

    If the connection breaks in the middle, the rest is asked for (a Range request), ATTEMPTS
    times in all; a server that cannot send a part sends the whole, and the file starts afresh.
    """
    host, name = urlsplit(url).netloc, urlsplit(url).path.rpartition("/")[2]
    bar = tqdm(desc=name, unit="B", unit_scale=True, leave=False)
    with open(output_file, "wb") as file, bar:
        for attempt in range(ATTEMPTS):
            time.sleep(PAUSE_SECONDS if attempt else 0)
            headers = {"Accept-Encoding": "identity"}  # or a part would be one of something else
            if file.tell():
                headers["Range"] = f"bytes={file.tell()}-"
            timeout = (CONNECT_SECONDS, READ_SECONDS)
            try:
                with requests.get(url, headers=headers, stream=True, timeout=timeout) as answer:
                    answer.raise_for_status()
                    if "html" in answer.headers.get("Content-Type", ""):
                        raise Unusable(f"{host} sends a web page in place of {name} (a log-in?)")
                    if answer.status_code != requests.codes.partial_content:
                        file.truncate(file.seek(0))
                        bar.reset()
                    bar.total = file.tell() + int(answer.headers.get("Content-Length", 0))
                    for chunk in answer.iter_content(2**16):
                        bar.update(file.write(chunk))
                if file.tell() >= bar.total:
                    return
            except requests.exceptions.ReadTimeout:
                raise Unusable(f"{host} accepts a connection but sends nothing") from None
            except requests.exceptions.SSLError:
                raise
            except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
                pass  # what has arrived stays in the file
    raise Unusable(f"the connection to {host} broke {ATTEMPTS} times")
