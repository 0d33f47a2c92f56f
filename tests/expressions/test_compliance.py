"""The official JMESPath compliance cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from querykit.errors import EvaluationError, ExpressionError
from querykit.expressions import compile
from querykit.expressions.interpreter import Bound
from querykit.expressions.pages.division import Stream, split
from querykit.expressions.pages.fold import Folding
from querykit.expressions.pages.merge import Layout

FILES = sorted(Path(__file__).with_name("jmespath").glob("*.json"))


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
    assert sum(1 for file in FILES for _ in _cases(file)) == 892


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_official_cases_pass(file: Path) -> None:
    failed = []
    for given, case in _cases(file):
        found = _outcome(given, case["expression"])
        expected = {"error": True} if "error" in case else {"result": case.get("result")}
        if "bench" not in case and found != expected:
            failed.append((case["expression"], expected, found))
    assert failed == []


def _divided_outcome(given: dict[str, Any], expression: str, size: int) -> dict[str, Any]:
    """The rows over pages that share out each list of the value, and whether it raised."""
    lists = tuple(name for name, value in given.items() if isinstance(value, list))
    longest = max((len(given[name]) for name in lists), default=0)
    pages = [
        {name: value[at : at + size] if name in lists else value for name, value in given.items()}
        for at in range(0, longest + 1, size)
    ]
    try:
        run = split(compile(expression).tree, Layout(lists=lists, members={"": tuple(given)}))
        if isinstance(run, Stream):
            rows = [row for page in pages for row in _rows(Bound(run.tree).search(page))]
            if run.is_sliced:
                rows = [row for _, row in run.slice(iter(rows))]
            return {"rows": rows}
        folding = Folding(run, lambda tree: Bound(tree).search)
        for page in pages:
            folding.add(Bound(run.page).search(page))
        return {"rows": _rows(folding.value())}
    except (ExpressionError, EvaluationError):
        return {"error": True}


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_official_cases_pass_over_pages(file: Path, size: int) -> None:
    failed = []
    for given, case in _cases(file):
        if "bench" in case or not isinstance(given, dict):
            continue
        found = _divided_outcome(given, case["expression"], size)
        expected = {"error": True} if "error" in case else {"rows": _rows(case.get("result"))}
        if found != expected:
            failed.append((case["expression"], expected, found))
    assert failed == []
