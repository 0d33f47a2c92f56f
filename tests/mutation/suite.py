"""Tests that are collected once, and run in forks of the process that has them."""

from __future__ import annotations

import functools
import gc
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from coverage import CoverageData

__all__ = [
    "COMPREHENSIONS", "OPTIMIZED", "ROOT", "Entry", "Line", "Suite", "Traced", "caches", "entry",
    "inner", "lines", "with_inner", "with_suite",
]  # fmt: skip

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
# A line of a function by its text, which says more than its number once the file has changed.
Line = tuple[Entry, str]
OPTIMIZED = 1  # the flag of code that belongs to a function
# These run whenever what they stand in does, and every other function of a file has some.
COMPREHENSIONS = frozenset({"<genexpr>", "<listcomp>", "<setcomp>", "<dictcomp>"})


@dataclass(frozen=True)
class Traced:
    """Tests that pass: how long each took, and which of them ran each line of a function."""

    seconds: Mapping[str, float]
    of_line: Mapping[Line, Set[str]]

    def only(self, names: Iterable[str]) -> Traced:
        """Return some of the tests."""
        some = set(names)
        of_line = {line: found & some for line, found in self.of_line.items()}
        return Traced(
            {name: took for name, took in self.seconds.items() if name in some},
            {line: found for line, found in of_line.items() if found},
        )

    def __or__(self, other: Traced) -> Traced:
        of_line = {
            line: self.of_line.get(line, frozenset()) | other.of_line.get(line, frozenset())
            for line in self.of_line.keys() | other.of_line.keys()
        }
        return Traced({**self.seconds, **other.seconds}, of_line)


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

    def traced(self, names: Collection[str]) -> Traced:
        """Return what these tests run, if they pass.

        Each begins with nothing kept: otherwise what a function runs is of the first alone.
        """
        import coverage  # takes part of its time from every process that imports it

        seconds, kept = {}, caches()
        recorder = coverage.Coverage(
            data_file=None, config_file=False, include=[f"{ROOT}/querykit/*"]
        )
        recorder.set_option("run:core", "ctrace")  # the other one tells a line only once
        items = [item for item in self._session.items if item.nodeid in names]
        with recorder.collect():
            for item, after in zip(items, [*items[1:], None], strict=True):
                for each in kept:
                    each.cache_clear()
                recorder.switch_context(item.nodeid)
                if self._passes(item, after):
                    seconds[item.nodeid] = sum(report.duration for report in self._reports)
        return Traced(seconds, _of_line(recorder.get_data(), seconds))

    def _passes(self, item: pytest.Item, after: pytest.Item | None) -> bool:
        self._reports.clear()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        return not any(report.failed for report in self._reports)


def _of_line(recorded: CoverageData, names: Collection[str]) -> dict[Line, set[str]]:
    found = defaultdict[Line, set[str]](set)
    same = {name: name for name in names}  # one text for all lines: there are thousands of each
    for file in recorded.measured_files():
        known = lines(Path(file))
        for number, contexts in recorded.contexts_by_lineno(file).items():
            for line in known.get(number, ()):
                found[line].update(same[name] for name in contexts if name in same)
    return dict(found)


def lines(file: Path) -> dict[int, list[Line]]:
    """Return the lines of a file that run in a function, by their numbers."""
    text = file.read_text(encoding="utf-8")
    texts, found = text.splitlines(), defaultdict[int, list[Line]](list)
    for code in with_inner(compile(text, str(file), "exec", dont_inherit=True)):
        if code.co_flags & OPTIMIZED:
            for number in set(_numbers(code)):
                found[number].append((entry(code), texts[number - 1].strip()))
    return found


def _numbers(code: CodeType) -> Iterator[int]:
    yield from (number for *_, number in code.co_lines() if number)
    for each in inner(code):
        if each.co_name in COMPREHENSIONS:
            yield from _numbers(each)


def with_inner(code: CodeType) -> Iterator[CodeType]:
    """Yield some code, and the functions and classes inside."""
    yield code
    for each in inner(code):
        if each.co_name not in COMPREHENSIONS:
            yield from with_inner(each)


def inner(code: CodeType) -> list[CodeType]:
    """Return the code that stands in some code itself, comprehensions, too."""
    return [each for each in code.co_consts if isinstance(each, CodeType)]


def entry(code: CodeType) -> Entry:
    """Return the function that has some code."""
    name = getattr(code, "co_qualname", code.co_name)  # Python 3.10 has none
    return code.co_filename[len(str(ROOT)) + 1 :], name
