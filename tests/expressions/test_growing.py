"""Expressions that double what they are applied to, piped through themselves again and again."""

from __future__ import annotations

import contextlib
import os
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from querykit.errors import EvaluationError, ExpressionError
from querykit.expressions import compile, read
from querykit.expressions.growth import Scale, multiplies
from querykit.services.division import divide
from querykit.services.operation import operation
from querykit.services.typed_expression import type_expression
from querykit.types.words import describe
from tests.processes import Preloaded

DOUBLING = (
    "{a: @, b: @}",
    "[@, @]",
    "[@, @][]",
    "[{a: @}, {b: @}]",
    "{a: [@], b: [@]}",
    "join('', [@, @])",
    "join(@, [@, @])",
    "replace(@, 'a', 'aa')",
    "replace(@, @, [@, @] | join('', @))",
    "to_string([@, @])",
    "merge({a: @}, {b: @})",
    "[@, @][*].[@, @]",
    "{a: @, b: @}.*",
    "not_null(@, {a: @})",
    "[@, [@]][]",
    "[@][?@] | [@, @]",
    "[@, @] | [0]",
)
_TIMES = 40
_SECONDS = 10


@pytest.mark.parametrize("doubling", DOUBLING)
def test_what_is_known_before_a_run_takes_no_time(doubling: str) -> None:
    target = operation("ec2", "describe_regions")
    expression = read(" | ".join([doubling] * _TIMES))
    begin = time.perf_counter()
    found = type_expression(expression, target)
    assert len(describe(found.type) + describe(found.rows)) < 10_000
    divide(found, target)
    assert time.perf_counter() - begin < _SECONDS


@pytest.mark.parametrize("doubling", DOUBLING[:12])
@pytest.mark.parametrize("value", ["ab", ["ab"]])
def test_what_would_build_too_much_is_an_error(doubling: str, value: object) -> None:
    bound = compile(" | ".join([doubling] * _TIMES)).bind({})
    begin = time.perf_counter()
    with contextlib.suppress(EvaluationError):  # of some, the type is what is wrong
        bound.search(value)
    assert time.perf_counter() - begin < _SECONDS


def test_twenty_four_copies_of_copies_are_told_with_their_number() -> None:
    with pytest.raises(EvaluationError) as raised:
        compile(" | ".join(["[@, @][]"] * 24)).bind({}).search([1])
    assert str(raised.value) == (
        "error: the expression would build more than 1,000,040 values\n"
        "  use each value once: copies in a list or an object multiply"
    )


def test_a_string_that_would_be_replaced_into_gigabytes_is_never_built() -> None:
    long = "a" * 2_000
    bound = compile(f"replace(replace(replace('a', 'a', '{long}'), 'a', '{long}'), 'a', '{long}')")
    tracemalloc.start()
    with pytest.raises(EvaluationError, match="would build more than 1,000,020 values"):
        bound.bind({}).search(None)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_nothing_that_people_write_is_weighed(queries: list[str]) -> None:
    assert not [text for text in queries if multiplies(read(text).tree)]


@pytest.mark.parametrize(("number", "weighed"), [(9_997, False), (9_998, True)])
def test_a_long_list_in_the_expression_is_weighed(number: int, weighed: bool) -> None:
    assert multiplies(read(f"[Users, `{[0] * number}`]").tree) is weighed


@pytest.mark.parametrize(
    ("value", "weight"),
    [
        *((None, 1), (True, 1), (10**9, 1), ("", 1), ("a" * 15, 1), ("a" * 16, 2), ("a" * 33, 3)),
        *(([], 1), ({}, 1), ([1, 2], 3), ({"a": 1}, 2), (["a" * 15], 2), (["a" * 16], 3)),
        *(([[1], {"a": [1]}], 6), ([[1]] * 2, 5), ({"a" * 99: None}, 2)),
    ],
)
def test_a_value_weighs_what_it_contains(value: object, weight: int) -> None:
    assert Scale(None).weigh(value) == weight
    assert Scale(None).weigh([value, 1]) == weight + 2


@pytest.mark.parametrize(("value", "most"), [(None, 1_000_020), ([0] * 99, 1_002_000)])
def test_what_is_applied_to_much_may_build_more(value: object, most: int) -> None:
    scale = Scale(value)
    assert scale.weigh([0] * (most - 1)) == most
    scale.allow(most * 16)
    with pytest.raises(EvaluationError, match=f"build more than {most:,} values"):
        scale.weigh([0] * most)
    with pytest.raises(EvaluationError, match=f"build more than {most:,} values"):
        scale.allow(most * 16 + 1)


@pytest.fixture
def queries() -> list[str]:
    from querykit.definitions.library import library

    saved = library()
    found = [saved.find(name).expression for name in saved.files()]
    return [text for text in found if text is not None]


def test_an_expression_is_two_hundred_nodes_deep_at_most() -> None:
    assert compile("!" * 199 + "a")
    with pytest.raises(ExpressionError, match="the expression is nested too deeply"):
        compile("!" * 200 + "a")


@pytest.mark.parametrize(
    "nest",
    [
        lambda n: " | ".join(["a"] * n),
        lambda n: "[" * n + "a" + "]" * n,
        lambda n: "(" * n + "a" + ")" * n,
        lambda n: "!" * n + "a",
        lambda n: "a" + "[?b" * n + "]" * n,
        lambda n: "not_null(" * n + "a" + ")" * n,
        lambda n: "{a: " * n + "a" + "}" * n,
        lambda n: " || ".join(["a"] * n),
        lambda n: "a" + "[]" * n,
    ],
)
@pytest.mark.parametrize("depth", [90, 250, 500, 5_000])
def test_deep_nesting_is_run_or_told(nest: Callable[[int], str], depth: int) -> None:
    target = operation("ec2", "describe_regions")
    told = ""
    try:
        expression = compile(nest(depth))
        divide(type_expression(expression, target), target)
        expression.bind({}).search({"a": []})
    except ExpressionError as error:
        told = str(error)
    assert not told or (depth > 90 and "nested too deeply" in told)


def test_check_explain_and_schema_end(
    preloaded: Preloaded, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    text = "ec2.describe_regions | " + " | ".join(["{a:@,b:@}"] * 24)
    begin = time.perf_counter()
    for arguments in (["check", "--query", text], ["explain", text], ["schema", "--of", text]):
        ran = preloaded.run(arguments, cwd=tmp_path, env=os.environ, timeout=30)
        assert ran.returncode == 0
    took = time.perf_counter() - begin
    figure(f"{{a:@,b:@}} piped 24 times: check, explain and schema --of take {took:.1f} s together")
