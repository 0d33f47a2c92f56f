"""Two comparisons of one part of a value are reported if, and only if, no value passes both."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from itertools import product
from typing import Any

import pytest

from querykit.expressions import compile
from querykit.expressions.typing import Known, infer
from tests.expressions.typing.test_cases import SHAPE

Figure = Callable[[str], None]
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _day(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=timezone.utc)


# A member, the values that it is compared with as they are written, and those that it may have.
PARTS: dict[str, tuple[str, dict[str, Any], list[Any]]] = {
    "number": ("Price", {"`5`": 5, "`7`": 7, "`7.5`": 7.5}, [4, 5, 6, 7, 7.2, 7.5, 8]),
    "inside": ("Status.Code", {"`5`": 5, "`7`": 7}, [4, 5, 5.5, 7, 8]),
    "function": ("length(Name)", {"`5`": 5, "`7`": 7}, [4, 5, 5.5, 7, 8]),
    "string": ("Name", {"'b'": "b", "'d'": "d"}, ["a", "b", "c", "d", "e"]),
    "boolean": ("Ready", {"`true`": True, "`false`": False}, [True, False]),
    "timestamp": (
        "Created",
        {"'2026-01-03T02:00:00+02:00'": _day(3), "'2026-01-05T00:00:00Z'": _day(5)},
        [_day(2), _day(3), _day(4), _day(5), _day(6)],
    ),
    "age": (
        "Created",
        {"now()": 0, "ago('1d')": -1, "ago('-36h')": 1.5},
        [-2, -1, -0.5, 0, 1, 1.5, 2],
    ),
}


def _comparisons(values: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    yield from ((symbol, text, value) for symbol in OPERATORS for text, value in values.items())
    yield from (("==", "`null`", None), ("!=", "`null`", None))


def _passes(value: Any, symbol: str, other: Any) -> bool:
    """What a comparison says of a value, as JMESPath has it."""
    if symbol in ("==", "!="):
        return OPERATORS[symbol](value, other)
    is_ordered = value is not None and not isinstance(value, bool)
    return is_ordered and OPERATORS[symbol](value, other)


def _is_reported(condition: str) -> bool:
    found = infer(compile(f"Items[?{condition}].Id"), SHAPE, known=Known()).observations
    return any(each.rule == "never-true" for each in found)


@pytest.mark.parametrize("part", PARTS)
def test_two_comparisons_are_reported_if_no_value_passes_both(part: str, figure: Figure) -> None:
    subject, values, domain = PARTS[part]
    wrong, pairs, reported = [], 0, 0
    for first, second in product(_comparisons(values), repeat=2):
        condition = f"{subject} {first[0]} {first[1]} && {subject} {second[0]} {second[1]}"
        possible = any(
            _passes(value, *first[::2]) and _passes(value, *second[::2])
            for value in [*domain, None]  # whether there is something may always be asked
        )
        pairs += 1
        reported += not possible
        # One of them may be reported by itself: != that is always true, < that is never.
        alone = any(_is_reported(f"{subject} {each[0]} {each[1]}") for each in (first, second))
        if not alone and possible is _is_reported(condition):
            wrong.append(condition)
    assert not wrong
    figure(f"{part}: {pairs} pairs of comparisons, {reported} of them never both true")
