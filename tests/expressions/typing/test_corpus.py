"""What is found in real expressions, and in the shipped queries, is right, and nothing else is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from querykit.checks import severity
from querykit.expressions import Expression
from querykit.expressions.typing import Typed, infer
from querykit.services.decoded import known
from querykit.services.operation import Operation
from tests.cases import read_cases
from tests.expressions.typing.corpus import VERDICTS, parsed, shipped, written

Figure = Callable[[str], None]


def _typed(target: Operation, expression: Expression) -> Typed:
    return infer(expression, target.output_shape, known=known(target))


def _told(expression: Expression, typed: Typed) -> list[tuple[str, str, int, str]]:
    return [
        (str(found.rule), severity(found.rule), found.span[0], expression.text[slice(*found.span)])
        for found in typed.observations
    ]


def _verdicts() -> dict[tuple[str, str], list[tuple[str, str, int, str]]]:
    cases: list[dict[str, Any]] = read_cases(VERDICTS)
    return {
        (case["operation"], case["expression"]): [
            (found["rule"], found["severity"], found["offset"], found["token"])
            for found in case["found"]
        ]
        for case in cases
    }


def test_what_is_found_in_real_expressions_is_what_is_wrong_in_them(figure: Figure) -> None:
    expected, seen = _verdicts(), set()
    rules: Counter[str] = Counter()
    number = 0
    for target, expression in parsed():
        number += 1
        typed = _typed(target, expression)
        case = (f"{target.service}.{target.method}", expression.text)
        assert _told(expression, typed) == expected.get(case, []), case
        seen.add(case)
        rules.update(f"{severity(found.rule)}s {found.rule}" for found in typed.observations)
    assert seen >= expected.keys()
    told = ", ".join(f"{count} {rule}" for rule, count in sorted(rules.items()))
    unparsed = len(written()) - number
    figure(f"{number} real expressions typed, {unparsed} that do not parse: {told}; all right")


def test_nothing_is_wrong_in_the_shipped_queries() -> None:
    for name, target, expression, variables in shipped():
        typed = infer(expression, target.output_shape, variables=variables, known=known(target))
        assert typed.observations == (), name
        # A policy document is an object or a string: the function reads both.
        assert [risk.what for risk in typed.risks if "policy_statements()" not in risk.what] == []


def test_each_shipped_query_has_columns_or_rows_of_text() -> None:
    for name, target, expression, variables in shipped():
        typed = infer(expression, target.output_shape, variables=variables, known=known(target))
        assert typed.rows.kind in ("object", "string"), name
