"""What an expression tells by its text alone: its columns, and if pages may be taken singly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querykit.errors import EvaluationError, ExpressionError
from querykit.expressions import compile
from querykit.expressions.columns import columns
from querykit.expressions.pages.division import Stream, split
from querykit.expressions.pages.merge import Layout
from tests.cases import read_cases
from tests.properties import examples

LAYOUT = Layout(lists=("A", "B", "N.L"))


def distributes(expression: str) -> bool:
    tree = compile(expression).tree
    return split(tree, LAYOUT) == Stream(tree)


def _cases(name: str) -> list[Any]:
    cases = read_cases(Path(__file__).with_name(name))
    return [pytest.param(case, id=case["expression"]) for case in cases]


@pytest.mark.parametrize("case", _cases("columns.yaml"))
def test_the_columns_are_those_that_are_written(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(ExpressionError):
            compile(case["expression"])
        return
    found = columns(compile(case["expression"]).tree)
    assert (found and [column.name for column in found]) == case["columns"]


@pytest.mark.parametrize("case", _cases("distributes.yaml"))
def test_an_expression_distributes_or_not(case: dict[str, Any]) -> None:
    assert distributes(case["expression"]) is case["distributes"]


TAGS = st.lists(st.fixed_dictionaries({}, optional={"Key": st.sampled_from("xyz")}), max_size=3)
ELEMENTS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "a": st.integers(0, 3) | st.none(),
            "b": st.sampled_from(["", "x"]) | st.lists(st.integers(0, 2), max_size=2),
            "t": TAGS,
        },
    )
    | st.lists(st.integers(0, 3), max_size=2),
    max_size=3,
)
PAGES = st.lists(
    st.fixed_dictionaries(
        {"Echo": st.just([{"a": 1}])},
        optional={"A": ELEMENTS, "B": ELEMENTS, "N": st.fixed_dictionaries({"L": ELEMENTS})},
    ),
    min_size=1,
    max_size=4,
)


def _whole(pages: list[dict[str, Any]]) -> dict[str, Any]:
    """The pages as one: their lists one behind the other, a list that none has left out."""
    whole: dict[str, Any] = {"Echo": [{"a": 1}]}
    for key in ("A", "B"):
        if any(key in page for page in pages):
            whole[key] = [element for page in pages for element in page.get(key, [])]
    if any("N" in page for page in pages):
        whole["N"] = {"L": [element for page in pages if "N" in page for element in page["N"]["L"]]}
    return whole


def _rows(expression: str, page: dict[str, Any]) -> list[Any]:
    found = compile(expression).bind({"v": 1}).search(page)
    return [] if found is None else found if isinstance(found, list) else [found]


DISTRIBUTING = [case.values[0]["expression"] for case in _cases("distributes.yaml")]


@given(st.sampled_from(DISTRIBUTING), PAGES)
@settings(max_examples=examples(1000), deadline=None)
def test_what_distributes_gives_the_rows_of_the_whole(
    expression: str, pages: list[dict[str, Any]]
) -> None:
    if not distributes(expression):
        return
    try:
        whole = _rows(expression, _whole(pages))
    except EvaluationError:
        with pytest.raises(EvaluationError):
            [_rows(expression, page) for page in pages]
    else:
        assert [row for page in pages for row in _rows(expression, page)] == whole
