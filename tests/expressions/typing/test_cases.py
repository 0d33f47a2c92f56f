"""The types of expressions, and what is found in them, as data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.model import ShapeResolver

from querykit.expressions import compile
from querykit.expressions.typing import Known, Typed, describe, infer
from querykit.services.decoded import known
from querykit.services.operation import operation
from querykit.types.types import ANYTHING, INTEGER, STRING, List
from tests.cases import read_cases

HERE = Path(__file__).parent
MODEL = read_cases(HERE / "model.yaml")
SHAPE = ShapeResolver(MODEL).get_shape_by_name("Answer")
VARIABLES = {"text": STRING, "number": INTEGER, "texts": List(STRING), "any": ANYTHING}
RULES = {
    *("unknown-field", "bare-null", "field-of-list", "field-of-scalar", "index-of-object"),
    *("never-true", "would-raise", "argument-type", "not-in-enum", "may-be-absent"),
    *("constant-filter", "nested-rows", "quoted-name", "equals-midnight"),
    "time-as-text",
}


CASES = read_cases(HERE / "cases.yaml")


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{case.get('operation', 'model')}: {case['expression']}")
        for case in CASES
    ]


def _typed(case: dict[str, Any]) -> Typed:
    expression = compile(case["expression"])
    if "operation" not in case:
        return infer(expression, SHAPE, variables=VARIABLES, known=Known())
    target = operation(*case["operation"].split("."))
    return infer(expression, target.output_shape, known=known(target))


@pytest.mark.parametrize("case", _cases())
def test_an_expression_has_a_type_and_these_mistakes(case: dict[str, Any]) -> None:
    typed = _typed(case)
    assert describe(typed.type) == case["type"]
    found = [
        {
            "rule": each.rule,
            "at": case["expression"][slice(*each.span)],
            "offset": each.span[0],
            "what": each.what,
            "hint": each.hint,
            "why": each.why,
        }
        for each in typed.observations
    ]
    assert found == [{"hint": None, "why": None, **each} for each in case.get("found", [])]
    risks = [
        {"rule": each.rule, "at": case["expression"][slice(*each.span)], "what": each.what}
        for each in typed.risks
    ]
    assert risks == case.get("risks", [])


def test_every_rule_has_cases() -> None:
    found = [each for case in CASES for each in case.get("found", [])]
    assert {each["rule"] for each in found} == RULES
