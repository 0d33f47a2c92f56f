"""The official JMESPath compliance cases, where they lie beside the checkout."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from querykit.errors import EvaluationError, ExpressionError
from querykit.expressions import compile

SUITE = Path(__file__).parents[3] / "shared" / "jmespath-compliance"
FILES = sorted(file for file in SUITE.glob("*.json") if file.stem not in ("benchmarks", "schema"))


def _cases(file: Path) -> Iterator[tuple[Any, dict[str, Any]]]:
    for suite in json.loads(file.read_text(encoding="utf-8")):
        for case in suite["cases"]:
            yield suite["given"], case


def _outcome(given: Any, expression: str) -> dict[str, Any]:
    try:
        return {"result": compile(expression).bind({}).search(given)}
    except (ExpressionError, EvaluationError):
        return {"error": True}


def test_the_suite_is_there() -> None:
    if not FILES:
        pytest.skip("the official JMESPath compliance cases are not beside this checkout")
    assert sum(1 for file in FILES for _ in _cases(file)) > 850


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_official_cases_pass(file: Path) -> None:
    failed = []
    for given, case in _cases(file):
        found = _outcome(given, case["expression"])
        expected = {"error": True} if "error" in case else {"result": case.get("result")}
        if "bench" not in case and found != expected:
            failed.append((case["expression"], expected, found))
    assert failed == []
