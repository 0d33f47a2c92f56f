"""What each function gives, and what it says of what it cannot take."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from querykit.errors import EvaluationError, ExpressionError, MissingExtraError
from querykit.expressions import compile
from querykit.expressions.functions import FUNCTIONS
from querykit.expressions.parser import parse
from querykit.expressions.tree import FilterProjection
from tests.cases import read_cases
from tests.expressions.functions.examples import NOW, Example, examples, outcome

EXAMPLES = [
    pytest.param(example, id=example.expression)
    for name in FUNCTIONS.names()
    for example in examples(name)
]


def _cases(name: str) -> list[Any]:
    cases = read_cases(Path(__file__).with_name(name))
    return [pytest.param(case, id=case["expression"]) for case in cases]


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_manual_page_shows_what_comes(example: Example) -> None:
    assert repr(outcome(example.expression)) == repr(example.outcome)


@pytest.mark.parametrize("name", FUNCTIONS.names())
def test_a_manual_page_has_examples_of_its_function(name: str) -> None:
    assert sum(f"{name}(" in example.expression for example in examples(name)) >= 2


@pytest.mark.parametrize("case", _cases("cases.yaml"))
def test_a_function_gives_its_result(case: dict[str, Any]) -> None:
    given = case.get("given")
    values = case.get("values", {})
    before = copy.deepcopy(given)
    for _ in range(2):
        if "fails" in case:
            with pytest.raises(EvaluationError) as raised:
                compile(case["expression"]).bind(values, now=NOW).search(given)
            assert str(raised.value) == f"error: {case['fails']}"
        else:
            found = compile(case["expression"]).bind(values, now=NOW).search(given)
            assert repr(found) == repr(case["result"])
    assert given == before


@pytest.mark.parametrize("case", _cases("mistakes.yaml"))
def test_a_call_that_cannot_be_right_is_told_at_its_place(case: dict[str, Any]) -> None:
    with pytest.raises(ExpressionError) as raised:
        compile(case["expression"])
    (mistake,) = raised.value.mistakes
    assert mistake.location is not None
    found = {"column": mistake.location.column, "what": mistake.what, "hint": mistake.hint}
    assert found == {"hint": None, **{name: case[name] for name in case if name != "expression"}}


def test_a_mistake_in_an_argument_is_drawn_below_it() -> None:
    with pytest.raises(ExpressionError) as raised:
        compile("Users[?CreateDate < ago('3 months')]")
    assert str(raised.value) == (
        "<expression>:1:25: error: argument 1 (period) of ago() is not a duration: '3 months'\n"
        "    Users[?CreateDate < ago('3 months')]\n"
        "                            ^ write a duration such as 90d, 1d12h or '90 days',"
        " or a number of seconds"
    )


def test_the_clock_is_read_once() -> None:
    bound = compile("[now(), ago(`0`), ago('1s')]").bind({})
    first = bound.search({})
    assert first[0] == first[1] > first[2]
    assert bound.search({}) == first


def test_expressions_of_one_run_have_the_same_now() -> None:
    found = {compile(text).bind({}, now=NOW).search(None) for text in ("now()", "ago('0s')")}
    assert found == {"2026-11-20T12:00:00+00:00"}


def test_now_is_the_present_moment_in_utc() -> None:
    before = datetime.now(timezone.utc)
    found = datetime.fromisoformat(compile("now()").bind({}).search(None))
    assert before <= found <= datetime.now(timezone.utc)
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "now",
    [datetime(2026, 11, 20, 12), datetime(2026, 11, 20, 14, tzinfo=timezone(timedelta(hours=2)))],
    ids=["without a zone", "of another zone"],
)
def test_a_now_is_told_in_utc(now: datetime) -> None:
    assert compile("now()").bind({}, now=now).search(None) == "2026-11-20T12:00:00+00:00"


def test_a_variable_is_an_argument_as_any_other() -> None:
    older = compile("[?LaunchTime < ago($age)].Id").bind({"age": "90d"}, now=NOW)
    assert older.search(
        [
            {"Id": "old", "LaunchTime": "2026-08-22T11:59:59+00:00"},
            {"Id": "new", "LaunchTime": "2026-08-22T12:00:01+00:00"},
        ]
    ) == ["old"]


@pytest.fixture
def without_re2(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from querykit.expressions.functions import matches

    monkeypatch.setitem(sys.modules, "re2", None)
    matches._compile.cache_clear()


@pytest.mark.usefixtures("without_re2")
def test_without_its_package_a_function_says_how_to_install_it() -> None:
    with pytest.raises(MissingExtraError) as raised:
        compile("[?matches(Name, '^web')]")
    assert str(raised.value) == (
        "error: this needs the package google-re2, which is not installed\n"
        "  install it with: pip install 'aws-querykit[regex]'"
    )


@pytest.mark.usefixtures("without_re2")
def test_without_its_package_an_expression_can_be_read() -> None:
    assert isinstance(parse("[?matches(Name, '(web')]"), FilterProjection)


@pytest.mark.parametrize("text", ['unique(`[[1], {"a": [2]}]`)', 'tags(`{"a": "b"}`)'])
def test_who_changes_a_result_changes_no_other(text: str) -> None:
    bound = compile(text).bind({})
    first = repr(bound.search(None))
    bound.search(None).clear()
    assert repr(bound.search(None)) == first
