"""An expression in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from querykit.definitions.library import library
from querykit.expressions import compile
from querykit.expressions.explaining import steps

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "explanations.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["expression"] for case in CASES])
def test_an_expression_is_told_step_by_step(case: dict[str, Any]) -> None:
    assert steps(compile(case["expression"]).tree) == case["steps"]


def test_every_saved_expression_can_be_told() -> None:
    told = [
        steps(compile(query.expression).tree)
        for query in library(HERE.parents[1] / "queries")
        if query.expression
    ]
    assert all(told)
    assert sum(map(len, told)) > len(told)
