"""Fixtures that every room's tests share, and the figures that a run of the tests ends with."""

from __future__ import annotations

import gc
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, is_hypothesis_test, settings

from tests.older import pytest_pyfunc_call
from tests.processes import Preloaded
from tests.wire.fixture import wire

__all__ = [
    "figure",
    "preloaded",
    "pytest_collection_finish",
    "pytest_configure",
    "pytest_pyfunc_call",
    "pytest_terminal_summary",
    "pytest_xdist_make_scheduler",
    "wire",
]

_FIGURE = "figure"

# Every run of the tests tries the same examples: what fails once fails again. The long run has all
# examples of a property, the quick one a fourth of them; the random profile has others each time.
# A busy machine is slow: no deadline.
_FIXED = settings(derandomize=True, deadline=None, print_blob=True)
settings.register_profile("fixed", _FIXED, max_examples=25)
settings.register_profile("long", _FIXED, max_examples=100)
settings.register_profile("random", _FIXED, derandomize=False)
# Of a mutant it is enough to know that some example fails of those that the quick run has.
_PHASES = (Phase.explicit, Phase.generate)
settings.register_profile("mutation", _FIXED, max_examples=25, phases=_PHASES)
settings.load_profile("fixed")


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Tell a measured figure, which is printed below the results."""
    return lambda text: record_property(_FIGURE, text)


@pytest.fixture(scope="session")
def preloaded() -> Iterator[Preloaded]:
    """The process whose forks run command lines; its path is short enough for a socket."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    with Preloaded(Path(tempfile.gettempdir()) / f"qk{run[:12]}") as process:
        yield process


def pytest_configure() -> None:
    """Take interrupts, which a run in the background of a script is started without.

    The processes that tests interrupt would inherit that.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of properties, which the long run tries with more examples."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("property")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Run the tests of a file in one process, but the pages of the docs each in any."""
    from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

    class ByPage(LoadFileScheduling):  # type: ignore[misc]  # pytest-xdist has no types
        def _split_scope(self, nodeid: str) -> str:
            page = "what_the_page_shows" in nodeid
            return nodeid if page else str(super()._split_scope(nodeid))

    return ByPage(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of every garbage collection that follows."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print every figure, whichever process it was measured in."""
    reports = [
        report
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "call"
    ]
    told = [
        value for report in reports for name, value in report.user_properties if name == _FIGURE
    ]
    if told:
        terminalreporter.section("figures")
    for text in told:
        terminalreporter.write_line(str(text))
