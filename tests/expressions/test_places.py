"""Where the nodes of an expression stand in its text."""

from __future__ import annotations

import pickle
from copy import deepcopy
from pathlib import Path
from typing import Any

import jmespath
import pytest
from hypothesis import given, settings

from querykit.errors import ExpressionError
from querykit.expressions import Expression, compile
from querykit.expressions.interpreter import thaw
from querykit.expressions.tree import Call, Comparison, Field, Literal, nodes
from querykit.expressions.unparser import unparse
from tests.cases import read_cases
from tests.expressions.expressions import expressions
from tests.properties import examples


def _told(expression: Expression) -> list[tuple[str, str, str]]:
    """The kind of each node that has a text, its own token and all of its text, by their places."""
    found = []
    for node in nodes(expression.tree):
        (begin, end), (first, last) = node.span, node.extent
        if begin != end:
            kind = thaw(node)["type"].removesuffix("_expression")
            found.append((begin, kind, expression.text[begin:end], expression.text[first:last]))
    return [told for _, *told in sorted(found, key=lambda each: each[:2])]  # type: ignore[misc]


def _cases() -> list[Any]:
    cases = read_cases(Path(__file__).with_name("places.yaml"))
    return [pytest.param(case, id=case["expression"]) for case in cases]


@pytest.mark.parametrize("case", _cases())
def test_a_node_stands_where_it_is_written(case: dict[str, Any]) -> None:
    assert [list(each) for each in _told(compile(case["expression"]))] == case["places"]


@given(expressions())
@settings(max_examples=examples(400), deadline=None)
def test_the_text_of_a_node_is_that_node(text: str) -> None:
    """All of a node's text, parsed by itself, is the node; and its tree is jmespath.py's."""
    expression = compile(text)
    assert thaw(expression.tree) == jmespath.compile(text).parsed
    for node in nodes(expression.tree):
        begin, end = node.span
        first, last = node.extent
        assert first <= begin <= end <= last
        if isinstance(node, Field):
            assert compile(text[begin:end]).tree == node
        if isinstance(node, (Field, Call, Literal, Comparison)):
            assert compile(text[first:last]).tree == node, unparse(node)


def test_binding_a_variable_leaves_the_places() -> None:
    expression = compile("[?a.b == $x].c")
    expression.bind({"x": 1})
    fields = [node.span for node in nodes(expression.tree) if isinstance(node, Field)]
    assert sorted(fields) == [(2, 3), (4, 5), (13, 14)]


@pytest.mark.parametrize("copied", [deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copy_of_an_expression_has_places(copied: Any) -> None:
    copy = copied(compile("Volumes[?Size > `5`].VolumeId"))
    assert copy == compile("Volumes[?Size > `5`].VolumeId")
    places = [node.span for node in nodes(copy.tree) if isinstance(node, Field)]
    assert sorted(places) == [(0, 7), (9, 13), (21, 29)]


def test_a_long_expression_is_placed_in_no_time() -> None:
    text = " || ".join(f"Items[?Size > `{number}`].{{id: Id}}" for number in range(150))
    expression = compile(text)
    assert len(_told(expression)) > 1000


def test_what_does_not_parse_has_no_places() -> None:
    with pytest.raises(ExpressionError):
        compile("Items[?Size > ]")
