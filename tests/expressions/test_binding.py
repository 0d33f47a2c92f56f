"""A variable is a literal in the tree: whatever a value holds, it is one value."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from querykit.errors import EvaluationError, ExpressionError
from querykit.expressions import compile, survey
from tests.properties import examples

INJECTION = "' || `true` || '"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.text(), st.lists(st.text(max_size=3), max_size=5))
@example(INJECTION, ["ann", "'", "`true`"])
@example("$name", ["$name", "name"])
@example("\ud800", ["\ud800"])
@settings(max_examples=examples(300), deadline=None)
def test_a_text_finds_exactly_the_equal_elements(value: str, others: list[str]) -> None:
    people = [{"name": name} for name in [*others, value, f"{value}x"]]
    found = compile("[?name == $v]").bind({"v": value}).search(people)
    assert found == [person for person in people if person["name"] == value]


@given(JSON)
@settings(max_examples=examples(200), deadline=None)
def test_a_value_comes_out_as_it_went_in(value: Any) -> None:
    assert compile("$v").bind({"v": value}).search({}) == value
    assert compile("{a: [$v, ${v}]}").bind({"v": value}).search({}) == {"a": [value, value]}


def test_an_injection_matches_only_itself() -> None:
    users = [{"UserName": "ann"}, {"UserName": INJECTION}]
    found = compile("[?UserName == $n || UserName == ${n}]").bind({"n": INJECTION})
    assert found.search(users) == [{"UserName": INJECTION}]


def test_variables_are_named_once() -> None:
    expression = compile("[?a == $x && b == ${y} && c == $x && d == '$z' && e == `\"$z\"`]")
    assert expression.variables == {"x", "y"}


def test_binding_leaves_the_expression_as_it_was() -> None:
    expression = compile("[?a == $x].[a, $x]")
    assert [expression.bind({"x": x}).search([{"a": 1}, {"a": 2}]) for x in (1, 2, 1)] == [
        [[1, 1]],
        [[2, 2]],
        [[1, 1]],
    ]


@pytest.mark.parametrize(
    "expression",
    ["{tags: Tags || `[]`}", "not_null(Tags, `[]`)", '{a: `{"b": [1]}`}', "`[[1]]`", "$v", "[$v]"],
)
def test_who_changes_a_row_changes_no_other(expression: str) -> None:
    value: list[Any] = [{"x": [1]}]
    bound = compile(expression).bind({"v": value})

    def spoil(found: Any) -> None:
        for member in found.values() if isinstance(found, dict) else list(found):
            if isinstance(member, (list, dict)):
                spoil(member)
        found.clear()

    first = repr(bound.search({}))
    spoil(bound.search({}))
    assert repr(bound.search({})) == first
    assert repr(compile(expression).bind({"v": value}).search({})) == first
    assert value == [{"x": [1]}]


def test_rows_of_one_page_share_nothing() -> None:
    rows = compile("[].{id: id, tags: tags || `[]`}").bind({}).search([{"id": 1}, {"id": 2}])
    rows[0]["tags"].append("x")
    assert rows[1] == {"id": 2, "tags": []}


def test_one_expression_serves_many_threads() -> None:
    texts = [
        "[?n == $v].n | [0]",
        "[?contains(ns, $v)].n | [0]",
        "sort_by(@, &n)[?n == $v] | [0].n",
    ]
    data = [{"n": f"v{number}", "ns": [f"v{number}"]} for number in range(50)]

    def search(number: int) -> Any:
        return compile(texts[number % 3]).bind({"v": f"v{number % 50}"}).search(data)

    survey.cache_clear()
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(search, range(600)))
    assert found == [f"v{number % 50}" for number in range(600)]


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "(" * 5000 + "a" + ")" * 5000,
        "[" * 5000 + "a" + "]" * 5000,
        "!" * 5000 + "a",
        "{a:" * 5000,
        "a[?" * 5000,
        "&" * 5000 + "a",
        "length(" * 5000,
        "a | " * 5000 + "a",
        "a || " * 5000 + "$v",
        "a[*]." * 5000 + "b",
        "`" + "[" * 50_000,
        "`" + "[" * 50_000 + "]" * 50_000 + "`",
        "a[" + "9" * 5000 + "]",
        "a" * 100_001,
    ],
    ids=lambda text: f"{text[:8]} of {len(text)}",
)
def test_what_is_too_deep_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        compile(text)
    assert len(str(raised.value)) < 1000


def test_as_many_alternatives_as_a_program_may_write_are_read() -> None:
    names = [f"v{number}" for number in range(150)]
    text = f"[?{' || '.join(f'n == `{name}`' for name in names)}].n"
    assert compile(text).bind({}).search([{"n": name} for name in ["x", *names]]) == names
    paths = ".".join("a" * 500)
    assert compile(paths).bind({}).search({}) is None


def test_data_that_is_too_deep_is_no_crash() -> None:
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    assert compile("length(@)").bind({}).search(deep) == 1
    with pytest.raises(EvaluationError) as raised:
        compile("@ == `[[1]]` || to_string(@)").bind({}).search(deep)
    assert "nested too deeply" in str(raised.value)
