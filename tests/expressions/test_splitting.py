"""An expression over pages means what it means over the whole result, however the pages are cut."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from querykit.errors import EvaluationError
from querykit.expressions import compile
from querykit.expressions.functions import FUNCTIONS
from querykit.expressions.interpreter import Bound
from querykit.expressions.pages.division import Fold, Stream, split
from querykit.expressions.pages.fold import Folding
from querykit.expressions.pages.merge import Layout
from querykit.expressions.unparser import unparse
from tests.cases import read_cases
from tests.expressions.expressions import LAYOUT, OF_OUR_OWN, answers, expressions, paginations
from tests.properties import examples


def _bind(tree: Any) -> Any:
    return Bound(tree).search


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _split_rows(text: str, pages: list[dict[str, Any]]) -> tuple[list[Any], bool]:
    """The rows of an expression run over pages as the engine does, and whether it read them all."""
    run = split(compile(text).tree, LAYOUT)
    if isinstance(run, Stream):
        found = [row for page in pages for row in _rows(_bind(run.tree)(page))]
        if run.is_sliced:
            found = [row for _, row in run.slice(iter(found))]
        return found, run.stop is None
    folding = Folding(run, _bind)
    search = _bind(run.page)
    for number, page in enumerate(pages, 1):
        folding.add(search(page))
        if folding.enough:
            return _rows(folding.value()), number == len(pages)
    return _rows(folding.value()), True


def _hold_against_the_whole(data: st.DataObject) -> None:
    answer = data.draw(answers())
    pages = data.draw(paginations(answer))
    text = data.draw(expressions())
    before = copy.deepcopy(pages)
    whole = {**answer, "Truncated": False}
    try:
        expected: Any = json.dumps(_rows(_bind(compile(text).tree)(whole)))
    except EvaluationError as error:
        expected = type(error)
    try:
        rows, read_all = _split_rows(text, pages)
        found: Any = json.dumps(rows)
    except EvaluationError as error:
        found, read_all = type(error), True
    event("an error" if expected is EvaluationError else "rows")
    assert found == expected or (expected is EvaluationError and not read_all), text
    assert pages == before


@given(st.data())
@settings(max_examples=examples(500), deadline=None, suppress_health_check=list(HealthCheck))
def test_a_split_expression_is_the_expression_over_the_whole(data: st.DataObject) -> None:
    _hold_against_the_whole(data)


@pytest.mark.slow
def test_many_split_expressions_are_the_expression_over_the_whole(
    figure: Callable[[str], None],
) -> None:
    number = 0

    @given(st.data())
    @settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
    def hold(data: st.DataObject) -> None:
        nonlocal number
        _hold_against_the_whole(data)
        number += 1

    hold()
    figure(f"random expressions over pages held against the whole: {number:,}, 0 differences")


def test_the_random_expressions_call_every_function_of_ours() -> None:
    texts = " ".join(OF_OUR_OWN)
    assert [name for name in FUNCTIONS.names() if f"{name}(" not in texts] == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("unique(sort(Names))", ["a", "b", "c"]),
        ("unique(reverse(Names))", ["a", "c", "b"]),
        ("unique(reverse(sort(Names)))", ["c", "b", "a"]),
        ("unique(sort(Names))[:2]", ["a", "b"]),
        ("unique_by(sort_by(Items, &a), &s)[].a", [1, 2]),
        ("unique_by(reverse(Items), &s)[].a", [1, 4]),
        ("group_by(sort_by(Items, &a), &s).x[].a", [1, 3]),
        ("find_first(sort_by(Items, &a), &s).a", [1]),
        ("find_first(reverse(Items), &s).a", [1]),
        ("flatten_all(sort(Names))", ["a", "a", "b", "c"]),
        ("to_json(sort(Names))", ['["a","a","b","c"]']),
        ("zip(sort(Names), Items[].a)[0]", ["a", 3]),
        ("join('', reverse(Names))", ["acab"]),
        ("Names[:2]", ["b", "a"]),
        ("Names[:3]", ["b", "a", "c"]),
        ("Names[1:3]", ["a", "c"]),
        ("Names | [3:]", ["a"]),
    ],
)
def test_what_is_ordered_over_pages_stays_in_its_order(text: str, rows: list[Any]) -> None:
    pages = [
        {"Names": ["b", "a"], "Items": [{"a": 3, "s": "x"}, {"a": 2, "s": "y"}]},
        {"Names": ["c", "a"], "Items": [{"a": 4, "s": "y"}, {"a": 1, "s": "x"}]},
    ]
    assert _split_rows(text, pages)[0] == rows


@pytest.mark.parametrize("text", ["not_null(sort(Names), abs(Note))", "not_null(Names, abs(Note))"])
def test_the_default_of_a_list_that_is_there_raises_all_the_same(text: str) -> None:
    with pytest.raises(EvaluationError):
        _split_rows(text, [{"Names": ["b"], "Note": "n"}, {"Names": ["a"], "Note": "n"}])


CASES = read_cases(Path(__file__).with_name("splits.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["expression"])
def test_an_expression_is_divided(case: dict[str, Any]) -> None:
    run = split(compile(case["expression"]).tree, Layout(lists=("A", "B", "N.L")))
    if isinstance(run, Stream):
        assert unparse(run.tree) == case["streams"]
        assert (run.start, run.stop) == (case.get("start", 0), case.get("stop"))
        return
    kept = [(unparse(part.tree), part.keep.text) for part in run.parts.values()]
    assert kept == [(tree.strip(), keeps) for tree, keeps in case["keeps"].items()]
    assert unparse(run.rest) == case["rest"]


def test_a_sum_is_the_same_however_the_pages_are_cut() -> None:
    numbers = [0.1] * 10 + [1e16, 1.0, -1e16]
    for size in (1, 3, 5, 13):
        pages = [{"Items": numbers[at : at + size]} for at in range(0, len(numbers), size)]
        for text in ("sum(Items)", "avg(Items)"):
            assert _split_rows(text, pages) == _split_rows(text, [{"Items": numbers}])


def test_only_what_is_needed_is_kept() -> None:
    pages = (
        {"Items": [{"a": number} for number in range(at, at + 100)]} for at in range(0, 5000, 100)
    )
    text = (
        "{n: length(Items), best: max_by(Items, &a).a, "
        "least: sort_by(Items, &a)[:2].a, end: Items[-1]}"
    )
    run = split(compile(text).tree, LAYOUT)
    assert isinstance(run, Fold)
    folding = Folding(run, _bind)
    search = _bind(run.page)
    for page in pages:
        folding.add(search(page))
        assert (
            len(pickle.dumps([vars(r).get("_kept") for r in vars(folding)["_reducers"].values()]))
            < 200
        )
    assert folding.value() == {"n": 5000, "best": 4999, "least": [0, 1], "end": {"a": 4999}}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["expression"])
def test_a_division_is_plain_data(case: dict[str, Any]) -> None:
    run = split(compile(case["expression"]).tree, Layout(lists=("A", "B", "N.L")))
    copied = pickle.loads(pickle.dumps(run))
    assert copied == run
    assert len(pickle.dumps(run)) < 20_000
