"""How strings are read as times where they are compared, what may fail, and how long they get."""

from __future__ import annotations

from typing import Any

import pytest

from querykit.errors import EvaluationError
from querykit.expressions import read
from querykit.expressions.functions._results import joined_length
from querykit.expressions.instants import Reading
from querykit.expressions.pages.calm import is_calm

DAY, OTHER = "2026-01-31", "2026-01-31T02:00:00+02:00"
MOMENT = Reading(("time", "timestamp"), "").pair(DAY, DAY)[0]


@pytest.mark.parametrize(
    ("sides", "given", "read_as"),
    [
        # Two times are compared as instants, what is none stays, inside a list or an object, too.
        (None, (DAY, OTHER), (MOMENT, MOMENT)),
        (None, (DAY, "a"), (DAY, "a")),
        (None, ("a", DAY), ("a", DAY)),
        (None, (DAY, 5), (DAY, 5)),
        (None, ([DAY, "a", 5, None], [OTHER]), ([MOMENT, "a", 5, None], [MOMENT])),
        (None, ({"x": [DAY]}, {"x": {DAY: 1}}), ({"x": [MOMENT]}, {"x": {DAY: 1}})),
        # A timestamp is one form already; a time is read.
        (("timestamp", "time"), (DAY, OTHER), (DAY, MOMENT)),
        (("time", "timestamp"), (DAY, OTHER), (MOMENT, OTHER)),
        (("time", "time"), (DAY, OTHER), (MOMENT, MOMENT)),
        (("time", "time"), ([DAY], [OTHER]), ([DAY], [OTHER])),
        (("time", "time"), (DAY, None), (DAY, None)),
        (("time", "time"), (5, DAY), (5, DAY)),
    ],
)
def test_operands_are_read_before_they_are_compared(
    sides: Any, given: tuple[Any, Any], read_as: tuple[Any, Any]
) -> None:
    assert Reading(sides, "").pair(*given) == read_as


@pytest.mark.parametrize(
    ("sides", "given", "read_as"),
    [
        (None, ([DAY, "a", 5], OTHER), ([MOMENT, "a", 5], MOMENT)),
        (None, ([DAY], "a"), ([DAY], "a")),
        (None, (DAY, DAY), (DAY, DAY)),
        (None, ([DAY], 5), ([DAY], 5)),
        (("timestamp", "time"), ([DAY, None], OTHER), ([DAY, None], MOMENT)),
        (("time", "timestamp"), ([DAY, None], OTHER), ([MOMENT, None], OTHER)),
    ],
)
def test_elements_are_read_before_one_is_looked_for(
    sides: Any, given: tuple[Any, Any], read_as: tuple[Any, Any]
) -> None:
    assert Reading(sides, "").search(*given) == read_as


def test_what_is_no_time_is_told_with_what_is_compared() -> None:
    with pytest.raises(EvaluationError) as raised:
        Reading(("timestamp", "time"), "Created > Name").pair(DAY, "a")
    assert str(raised.value).splitlines()[0].startswith("error: 'a' ")
    assert "but is compared with a timestamp: Created > Name" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "calm"),
    [
        *(("a == b", True), ("a != b", True), ("a < b", False), ("[?a >= b]", False)),
        *(("a.b[0][].c[?d].*", True), ("{x: !a, y: [a || b && `1`]}", True), ("$v | @", True)),
        *(("length(a)", False), ("length(a[])", False), ("length(not_null(a, `[]`))", True)),
        *(("length(sort(a))", False), ("type(a)", True), ("[?sum(a)]", False)),
    ],
)
def test_an_expression_that_never_fails_is_calm(text: str, calm: bool) -> None:
    assert is_calm(read(text).tree) is calm


@pytest.mark.parametrize("operator", ["==", "<"])
def test_a_comparison_that_reads_times_may_fail(operator: str) -> None:
    node = read(f"a {operator} b").tree
    assert is_calm(node.changed({"reading": Reading(None, "")})) is False


@pytest.mark.parametrize(
    ("glue", "texts", "length"),
    [
        (", ", ["a", "bcd"], 8),
        ("", ["a", "bcd"], 4),
        (", ", ["a", None, 5], 7),
        (", ", [], 0),
        (5, ["a"], 0),
        (", ", "abc", 0),
        (None, None, 0),
    ],
)
def test_what_is_joined_is_weighed_before(glue: object, texts: object, length: int) -> None:
    assert joined_length(glue, texts) == length
