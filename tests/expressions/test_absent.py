"""Lists and maps that an answer leaves out are empty for the functions over them, and no more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.model import ShapeResolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from querykit.errors import EvaluationError
from querykit.expressions import compile
from querykit.expressions.absent import fill, unfill
from querykit.expressions.interpreter import Bound
from querykit.expressions.pages.division import Stream, split
from querykit.expressions.pages.fold import Folding
from querykit.expressions.tree import Node, nodes
from querykit.expressions.typing import infer
from querykit.expressions.unparser import unparse
from tests.expressions.expressions import LAYOUT, answers, expressions, paginations
from tests.properties import examples

MODEL: dict[str, Any] = {
    "Answer": {
        "type": "structure",
        "members": {
            "Items": {"shape": "Elements"},
            "Names": {"shape": "Texts"},
            "Gone": {"shape": "Elements"},
            "Box": {"shape": "Box"},
            "Note": {"shape": "Note"},
            "Word": {"shape": "Text"},
            "Document": {"shape": "Document"},
        },
    },
    "Document": {"type": "structure", "members": {}, "document": True},
    "Box": {
        "type": "structure",
        "members": {"List": {"shape": "Elements"}, "Lid": {"shape": "Text"}},
    },
    "Note": {"type": "structure", "members": {"k": {"shape": "Texts"}}},
    "Elements": {"type": "list", "member": {"shape": "Element"}},
    "Element": {
        "type": "structure",
        "members": {
            "a": {"shape": "Number"},
            "b": {"shape": "Texts"},
            "c": {"shape": "Map"},
            "s": {"shape": "Text"},
        },
    },
    "Map": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Texts"}},
    "Texts": {"type": "list", "member": {"shape": "Text"}},
    "Text": {"type": "string"},
    "Number": {"type": "integer"},
}
SHAPE: Any = ShapeResolver(MODEL).get_shape_by_name("Answer")


def _filled(text: str) -> Node:
    return fill(infer(compile(text), SHAPE).tree)


@pytest.mark.parametrize(
    ("expression", "filled"),
    [
        ("length(Items)", "length(not_null(Items, `[]`))"),
        ("Items | length(@)", "Items | length(not_null(@, `[]`))"),
        ("Items[?a].b[] | sort(@)", "Items[?a].b[] | sort(not_null(@, `[]`))"),
        ("Items[].{n: length(b)}", "Items[].{n: length(not_null(b, `[]`))}"),
        ("Items[?length(b) > `1`]", "Items[?length(not_null(b, `[]`)) > `1`]"),
        ("Items[].keys(c)", "Items[].keys(not_null(c, `{}`))"),
        ("Items[].c.x.length(@)", "Items[].c.x.length(not_null(@, `[]`))"),
        (
            "sort_by(Items, &length(b))",
            "sort_by(not_null(Items, `[]`), &length(not_null(b, `[]`)))",
        ),
        ("map(&length(b), Items)", "map(&length(not_null(b, `[]`)), not_null(Items, `[]`))"),
        (
            "max_by(Items, &a).length(b)",
            "max_by(not_null(Items, `[]`), &a).length(not_null(b, `[]`))",
        ),
        ("Items | {n: length(@)}", "not_null(Items, `[]`) | {n: length(not_null(@, `[]`))}"),
        ("Items | {n: length(@)}.n", "not_null(Items, `[]`) | {n: length(not_null(@, `[]`))}.n"),
        (
            "Items | [length(@), a] | [0]",
            "not_null(Items, `[]`) | [length(not_null(@, `[]`)), a] | [0]",
        ),
        ("Items | [0].{n: length(b)}", "Items | [0].{n: length(not_null(b, `[]`))}"),
        ("Box | {n: length(List)}", "Box | {n: length(not_null(List, `[]`))}"),
        ("Document | {n: keys(@)}", "Document | {n: keys(not_null(@, `{}`))}"),
        ("Names[0] | {n: length(@)}", "Names[0] | {n: length(@)}"),
        ("length(sort(Names))", "length(sort(not_null(Names, `[]`)))"),
        ("join(', ', Box.List[].s)", "join(', ', not_null(Box.List[].s, `[]`))"),
        ("Items[0].b | length(@)", "Items[0].b | length(not_null(@, `[]`))"),
        ("contains(Names, 'a')", "contains(not_null(Names, `[]`), 'a')"),
        ("length(Items[].b[])", "length(not_null(Items[].b[], `[]`))"),
        ("keys(Document)", "keys(not_null(Document, `{}`))"),
        ("Items && length(Items)", "Items && length(not_null(Items, `[]`))"),
        # Lists in an object that the expression makes are those of the response.
        (
            "Items[].{x: b} | [?contains(x, 'a')]",
            "Items[].{x: b} | [?contains(not_null(x, `[]`), 'a')]",
        ),
        # What somebody else has taken care of stays.
        ("length(not_null(Items, `[]`))", "length(not_null(Items, `[]`))"),
        # What is no list, or may be null, or of which nothing is known, stays.
        ("length(Word)", "length(Word)"),
        ("to_string(Items)", "to_string(Items)"),
        ("type(Items)", "type(Items)"),
        ("not_null(Items, Names)", "not_null(Items, Names)"),
        ("Items || Names", "Items || Names"),
        ("length(Unknown)", "length(Unknown)"),
        ("length(`[1]`)", "length(`[1]`)"),
        ("group_by(Items, &s)", "group_by(Items, &s)"),
    ],
)
def test_a_function_sees_an_empty_list_in_place_of_none(expression: str, filled: str) -> None:
    assert unparse(_filled(expression)) == filled


def _found(tree: Any, value: Any) -> Any:
    try:
        return json.dumps(Bound(tree).search(value))
    except EvaluationError as error:
        return type(error)


@given(answers(), expressions())
@settings(max_examples=examples(400), deadline=None, suppress_health_check=list(HealthCheck))
def test_what_could_be_evaluated_gives_the_same(answer: dict[str, Any], text: str) -> None:
    tree = compile(text).tree
    before, after = _found(tree, answer), _found(_filled(text), answer)
    # What is made of an absent list behind a pipe, {n: length(@)}, is made of an empty one.
    made = "| {" in text or "| [length" in text
    assert after == before or before is EvaluationError or made, text


@given(st.data())
@settings(max_examples=examples(400), deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_filled_is_divided_rightly(data: st.DataObject) -> None:
    answer = data.draw(answers())
    pages = data.draw(paginations(answer))
    text = data.draw(expressions())
    tree = _filled(text)
    expected = _found(tree, {**answer, "Truncated": False})
    run = split(tree, LAYOUT)
    if isinstance(run, Stream):
        return
    folding = Folding(run, lambda part: Bound(part).search)
    try:
        for page in pages:
            folding.add(Bound(run.page).search(page))
            if folding.enough:
                break
        found: Any = json.dumps(folding.value())
    except EvaluationError as error:
        found = type(error)
    assert found == expected or (folding.enough and expected is EvaluationError), text


def test_a_tree_that_is_ready_to_run_holds_no_types() -> None:
    tree = _filled("Items[?length(b) > `1`] | [0].{n: length(b), a: a}")
    assert {node.type for node in nodes(tree)} == {None}
    assert {node.empty for node in nodes(tree)} == {None}


def test_who_wrote_the_default_of_a_list_is_known() -> None:
    text = "not_null(Items, `[]`)[].length(b)"
    assert unparse(unfill(_filled(text))) == text
