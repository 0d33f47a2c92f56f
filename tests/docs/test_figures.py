"""The figures of the README are what the program has."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from querykit.definitions.library import library
from querykit.expressions.functions import FUNCTIONS
from tests.services.snapshot import read

ROOT = Path(__file__).resolve().parents[2]
README = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())


def _inferred() -> int:
    """Count the operations that paging.txt says are inferred: its own tests keep it true."""
    lines = [line for service in read().values() for line in service.lines]
    return sum(line.split()[1] == "inferred" for line in lines)


FIGURES: dict[str, Callable[[], int]] = {
    r"one of the (\d+) \[saved queries\]": lambda: len(list(library(ROOT / "queries"))),
    r"JMESPath, plus (\d+) functions": lambda: len(FUNCTIONS.names()),
    r"includes (\d+) operations that take a token": _inferred,
}


@pytest.mark.parametrize("text", FIGURES)
def test_the_readme_has_the_figure_of_the_program(text: str) -> None:
    assert re.findall(text, README) == [str(FIGURES[text]())]
