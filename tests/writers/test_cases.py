"""Runs the cases of cases.yaml: rows, and the text of them in each output format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from querykit.result import Column
from querykit.writers import Layout
from tests.writers.written import written


def _cases() -> list[Any]:
    text = Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8")
    return [
        pytest.param(case, name, expected, id=f"{name}: {case['it']}")
        for case in yaml.safe_load(text)
        for name, expected in case["out"].items()
    ]


@pytest.mark.parametrize(("case", "name", "expected"), _cases())
def test_rows_are_written(case: dict[str, Any], name: str, expected: str) -> None:
    layout = dict(case.get("layout", {}))
    if "columns" in layout:
        layout["columns"] = tuple(map(Column, layout["columns"]))
    assert written(name, iter(case["rows"]), Layout(**layout)) == expected
