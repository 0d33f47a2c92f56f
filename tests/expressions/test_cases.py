"""What an expression finds, and what it says where it finds nothing to be applied to."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from querykit.errors import EvaluationError, ExpressionError
from querykit.expressions import compile
from querykit.expressions.parser import bare_texts
from tests.cases import read_cases


def _cases(name: str, title: str) -> list[Any]:
    cases = read_cases(Path(__file__).with_name(name))
    return [pytest.param(case, id=case[title]) for case in cases]


@pytest.mark.parametrize("case", _cases("cases.yaml", "expression"))
def test_an_expression_finds_its_result(case: dict[str, Any]) -> None:
    given, values = case["given"], case.get("values", {})
    before = copy.deepcopy((given, values))
    bound = compile(case["expression"]).bind(values)
    for _ in range(2):
        if "fails" in case:
            with pytest.raises(EvaluationError) as raised:
                bound.search(given)
            assert str(raised.value) == case["fails"]
        else:
            found = bound.search(given)
            assert repr(found) == repr(case["result"])
    assert (given, values) == before


@pytest.mark.parametrize("case", _cases("mistakes.yaml", "text"))
def test_what_is_no_expression_says_where_and_why(case: dict[str, Any]) -> None:
    with pytest.raises(ExpressionError) as raised:
        compile(case["text"])
    (mistake,) = raised.value.mistakes
    assert mistake.location is not None
    assert {
        "what": mistake.what,
        "line": mistake.location.line,
        "column": mistake.location.column,
        "hint": mistake.hint,
    } == {
        "what": case["what"],
        "line": case.get("line", 1),
        "column": case["column"],
        "hint": case.get("hint"),
    }


def test_a_mistake_is_drawn_below_its_line() -> None:
    with pytest.raises(ExpressionError) as raised:
        compile("Volumes[].\n  {id: VolumeId, 名: Size}")
    assert str(raised.value) == (
        "<expression>:2:18: error: '名' is not valid in JMESPath\n"
        "      {id: VolumeId, 名: Size}\n"
        "                     ^"
    )


def test_a_long_value_is_not_told_whole() -> None:
    with pytest.raises(EvaluationError) as raised:
        compile("sum(@)").bind({}).search("x" * 100_000)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a == `b`", [(5, 8, "b")]),
        ("`b` == ` c`", [(0, 3, "b"), (7, 11, "c")]),
        *(('`"b"`', []), ('` "b"`', []), ("`5`", []), ("`[1]`", []), ("'`b`'", []), ("b", [])),
    ],
)
def test_a_string_in_backticks_that_is_no_json_is_found(
    text: str, found: list[tuple[int, int, str]]
) -> None:
    assert list(bare_texts(text)) == found
