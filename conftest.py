"""For all tests and lessons: nothing is downloaded, and a failing lesson gives one message."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("COURSE_OFFLINE", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TQDM_DISABLE", "1")

FAILED_NOTEBOOKS = pytest.StashKey[dict]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FAILED_NOTEBOOKS] = {}


def pytest_runtest_setup(item: pytest.Item) -> None:
    failed = item.config.stash[FAILED_NOTEBOOKS].get(item.path)
    if failed is not None:
        pytest.skip(f"an earlier cell of this notebook failed: {failed}")


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> None:
    # The cells of a notebook share one kernel: after the first failure the rest are only echoes.
    if (
        item.path.suffix == ".ipynb"
        and call.excinfo
        and not call.excinfo.errisinstance(pytest.skip.Exception)
    ):
        item.config.stash[FAILED_NOTEBOOKS].setdefault(item.path, item.name)
