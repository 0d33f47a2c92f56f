"""Tests that are collected once, and run in forks of the process that has them."""

from __future__ import annotations

import contextlib
import cProfile
import functools
import gc
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, TypeVar

import pytest

__all__ = ["ROOT", "Entry", "Suite", "Traced", "caches", "entry", "with_suite"]

ROOT = Path(__file__).resolve().parents[2]
_OPTIONS = (
    *("-o", "addopts=-m 'not slow'", "--hypothesis-profile=mutation"),
    *("-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:xdist"),
)
# A service model takes long to read, and what reads it is in no room.
_KEPT = "querykit.services.catalog"

T = TypeVar("T")
# A function by its file, from the root of the project, and its name.
Entry = tuple[str, str]


@dataclass(frozen=True)
class Traced:
    """A test that passes: how long it took, and the functions that it entered."""

    seconds: float
    entered: frozenset[Entry]


def with_suite(paths: Sequence[str], body: Callable[[Suite], T]) -> T | None:
    """Return what a function returns of the tests in some files; None if they are not collected.

    It is called inside pytest, in the place of the loop that runs the tests.
    """
    loop = _Loop(body)
    pytest.main([*_OPTIONS, *paths], plugins=[loop])
    found: T | None = loop.found
    return found


def caches() -> list[Any]:
    """Return the functions of ours, and of the tests, that keep what a room returned."""
    return [
        each
        for each in gc.get_objects()
        if type(each) is functools._lru_cache_wrapper
        and str(getattr(each, "__module__", "")).startswith(("querykit", "tests"))
        and each.__module__ != _KEPT
    ]


class _Loop:
    def __init__(self, body: Callable[[Suite], Any]) -> None:
        self._body = body
        self.found: Any = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:  # not all could be collected
            return True
        gc.unfreeze()
        self.found = self._body(Suite(session))
        return True


class Suite:
    """The collected tests. What it runs it runs in this process: call it in a fork."""

    def __init__(self, session: pytest.Session) -> None:
        self._session = session
        self._reports: list[pytest.TestReport] = []
        self.names = frozenset(item.nodeid for item in session.items)
        session.config.pluginmanager.register(self)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._reports.append(report)

    def fails(self, names: Collection[str]) -> str | None:
        """Return the name of the first of these tests that fails, in their order."""
        items = {item.nodeid: item for item in self._session.items}
        chosen = [items[name] for name in names if name in items]
        for item, after in zip(chosen, [*chosen[1:], None], strict=True):
            if not self._passes(item, after):
                return str(item.nodeid)
        return None

    def traced(self, names: Collection[str]) -> dict[str, Traced]:
        """Return, of each of these tests that passes, what it entered.

        Each begins with nothing kept: otherwise what a function enters is of the first alone.
        """
        found, kept = {}, caches()
        items = [item for item in self._session.items if item.nodeid in names]
        for item, after in zip(items, [*items[1:], None], strict=True):
            for each in kept:
                each.cache_clear()
            with _entered() as entered:
                passes = self._passes(item, after)
            if passes:
                seconds = sum(report.duration for report in self._reports)
                found[item.nodeid] = Traced(seconds, _entries(entered))
        return found

    def _passes(self, item: pytest.Item, after: pytest.Item | None) -> bool:
        self._reports.clear()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        return not any(report.failed for report in self._reports)


@contextlib.contextmanager
def _entered() -> Iterator[set[CodeType]]:
    """The code of every function that is entered meanwhile, here and in threads that begin."""
    found: set[CodeType] = set()
    of_threads: dict[int, CodeType] = {}  # a hash of code takes long
    profiler = cProfile.Profile(subcalls=False, builtins=False)

    def enter(frame: FrameType, *_: Any) -> None:
        of_threads[id(frame.f_code)] = frame.f_code

    threading.settrace(enter)
    profiler.enable()
    try:
        yield found
    finally:
        profiler.disable()
        threading.settrace(None)
        found.update(each.code for each in profiler.getstats() if isinstance(each.code, CodeType))
        found.update(tuple(of_threads.values()))


def _entries(codes: Collection[CodeType]) -> frozenset[Entry]:
    inside = f"{ROOT}/querykit/"
    return frozenset(entry(code) for code in codes if code.co_filename.startswith(inside))


def entry(code: CodeType) -> Entry:
    """Return the function that has some code."""
    name = getattr(code, "co_qualname", code.co_name)  # Python 3.10 has none
    return _entry(code.co_filename[len(str(ROOT)) + 1 :], name)


@functools.cache
def _entry(path: str, name: str) -> Entry:
    """One pair for all tests: there are thousands, with hundreds of functions each."""
    return path, name
