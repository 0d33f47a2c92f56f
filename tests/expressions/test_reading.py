"""Which fields an expression reads decides whether a field that is cut matters to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from querykit.expressions import compile
from querykit.expressions.fields import fields_read
from tests.cases import read_cases

CASES = read_cases(Path(__file__).with_name("reading.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["expression"])
def test_an_expression_reads_these_fields(case: dict[str, Any]) -> None:
    found = fields_read(compile(case["expression"]).tree)
    for path in case["reads"]:
        assert found.touches(tuple(path.split("."))), path
    for path in case.get("not", ()):
        assert not found.touches(tuple(path.split("."))), path
