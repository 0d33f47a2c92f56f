"""Runs the cases of cases.yaml: rows, and the text of them in each output format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from querykit.result import Column
from querykit.writers import Layout
from tests.cases import read_cases
from tests.writers.written import written


def _cases() -> list[Any]:
    return [
        pytest.param(case, name, expected, id=f"{name}: {case['it']}")
        for case in read_cases(Path(__file__).with_name("cases.yaml"))
        for name, expected in case["out"].items()
    ]


@pytest.mark.parametrize(("case", "name", "expected"), _cases())
def test_rows_are_written(case: dict[str, Any], name: str, expected: str) -> None:
    layout = dict(case.get("layout", {}))
    if "columns" in layout:
        layout["columns"] = tuple(map(Column, layout["columns"]))
    assert written(name, iter(case["rows"]), Layout(**layout)) == expected
