"""The nodes of a tree: their parts, what makes them equal, and that no kind is forgotten."""

from __future__ import annotations

import pickle
from copy import deepcopy
from dataclasses import fields, replace

import jmespath
import pytest
from hypothesis import given, settings

from querykit.expressions import cases, compile, tree
from querykit.expressions.cases import Cases
from querykit.expressions.grammar import freeze
from querykit.expressions.interpreter import thaw
from querykit.expressions.parser import MOST_DEPTH, parse, survey
from querykit.expressions.tree import (
    KINDS,
    Call,
    Field,
    Literal,
    Node,
    Pipe,
    Span,
    nodes,
    rewrite,
)
from querykit.expressions.unparser import unparse
from querykit.types.types import STRING
from tests.expressions.expressions import expressions
from tests.properties import examples

ALL = (
    "a.b | c[0][1:2:1] | d[*].e[?f == `1` && !(g < $h || contains(i, 'j'))].k "
    "| *.l | m[].[n, @] | [0].{o: p, q: sort_by(r, &s)}"
)


def _spans(tree: Node) -> list[Span]:
    return [node.span for node in nodes(tree)]


def test_every_kind_of_node_is_made_by_the_parser() -> None:
    assert {type(node) for node in nodes(parse(ALL))} == set(KINDS.values())


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_the_parts_of_a_node_are_its_fields_that_are_nodes(kind: type[Node]) -> None:
    for node in nodes(parse(ALL)):
        if type(node) is kind:
            values = ((each.name, getattr(node, each.name)) for each in fields(node))
            parts = [name for name, value in values if isinstance(value, (Node, tuple))]
            assert tuple(name for name in parts if name not in ("span", "extent")) == kind.PARTS


def test_a_kind_of_node_that_a_table_forgets_is_an_error_at_once() -> None:
    with pytest.raises(TypeError, match="nothing is said of Call, Pair"):
        Cases({tuple(kind for kind in KINDS.values() if kind not in (Call, tree.Pair)): 1})


def test_a_new_kind_of_node_has_to_be_in_every_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "KINDS", {**KINDS, "Let": Node})
    with pytest.raises(TypeError, match="nothing is said of Let"):
        Cases({tuple(KINDS.values()): 1})


@given(expressions())
@settings(max_examples=examples(200), deadline=None)
def test_a_tree_is_that_of_jmespath_and_back(text: str) -> None:
    assert freeze(thaw(parse(text))) == parse(text)
    assert thaw(parse(text)) == jmespath.compile(text).parsed


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("a.b", " a . b ", True),
        ("[?a == `1`]", "[?a == `1`  ]", True),
        ("a.b", "a.c", False),
        ("a || b", "a && b", False),
        ("a[1:]", "a[:1]", False),
        ("a == b", "a != b", False),
        ("@", "a | @", False),
        ("[0]", "@[0]", False),
        # Python holds all of these equal.
        ("`1`", "`true`", False),
        ("`1`", "`1.0`", False),
        ("`[0]`", "`[false]`", False),
        ('`{"a": 1}`', '`{"a": true}`', False),
    ],
)
def test_nodes_are_equal_if_they_give_the_same(one: str, other: str, equal: bool) -> None:
    assert (parse(one) == parse(other)) is equal
    assert not equal or hash(parse(one)) == hash(parse(other))


@pytest.mark.parametrize(("one", "other"), [("a", "b"), ("a || b", "a && b"), ("[0]", "@[0]")])
def test_nodes_that_differ_at_their_root_have_different_hashes(one: str, other: str) -> None:
    assert hash(parse(one)) != hash(parse(other))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("nosuch(&a, b)", "[b] | $nosuch() at 0"),
        ("zip(a, b, &c)", "[a, b] | $zip() at 0"),
        ("sort_by(a, b)", "[a] | $sort_by() at 0"),
        ("sort_by(&a, &b)", "$sort_by() at 0"),
        ("now(a, b)", "[a, b] | $now() at 0"),
        ("length(a, b)", "[a, b] | $length() at 0"),
    ],
)
def test_of_a_wrong_call_only_the_values_are_left(text: str, left: str) -> None:
    assert unparse(survey(text)[0]) == left


def test_what_is_left_of_a_wrong_call_has_its_place() -> None:
    text = "a || nosuch(b)"
    _, left = survey(text)[0].children
    places = [
        (type(each), text[slice(*each.span)], text[slice(*each.extent)]) for each in nodes(left)
    ]
    call = ("nosuch", "nosuch(b)")
    assert sorted(places, key=str) == sorted(
        [(Pipe, *call), (tree.MultiSelectList, *call), (tree.Variable, *call), (Field, "b", "b")],
        key=str,
    )


def test_wrong_calls_are_told_in_the_order_of_their_places() -> None:
    text = "sort_by(lenght(a), b)"
    assert [text[mistake.span[0] :] for mistake in survey(text)[1]] == ["lenght(a), b)", "b)"]


def test_a_tree_is_shown_without_its_places() -> None:
    assert repr(parse("length(a) == `1`")) == (
        "Comparison(operator='eq', left=Call(name='length', arguments=(Field(name='a'),)), "
        "right=Literal(value=1))"
    )


def test_places_and_types_make_no_difference() -> None:
    field = Field("a")
    assert replace(field, span=(3, 4), extent=(2, 5), type=STRING) == field


def test_a_node_with_the_same_parts_is_the_same_node() -> None:
    pipe = parse("a | b")
    assert pipe.with_children(pipe.children) is pipe
    assert rewrite(pipe, lambda new, _: new) is pipe


def test_a_rewritten_tree_has_its_places() -> None:
    def renamed(new: Node, old: Node) -> Node:
        assert new.span == old.span
        return Field("c", span=new.span) if isinstance(new, Field) and new.name == "b" else new

    found = rewrite(parse("a.b | b"), renamed)
    assert found == parse("a.c | c")
    assert _spans(found) == _spans(parse("a.b | b"))


@pytest.mark.parametrize(
    "text", ["a", ALL, " | ".join(["a"] * (MOST_DEPTH - 1)), "[" * 99 + "a" + "]" * 99]
)
def test_a_tree_of_any_depth_is_compared_hashed_copied_and_pickled(text: str) -> None:
    expression = compile(text)
    assert parse(text) == expression.tree
    assert hash(parse(text)) == hash(expression.tree)
    assert deepcopy(expression.tree) is expression.tree
    copy = pickle.loads(pickle.dumps(expression))
    assert copy == expression
    assert [node.span for node in nodes(copy.tree)] == [
        node.span for node in nodes(expression.tree)
    ]


def test_an_expression_is_not_parsed_when_it_is_unpickled(monkeypatch: pytest.MonkeyPatch) -> None:
    pickled = pickle.dumps(compile("Items[].Name"))
    monkeypatch.setattr("querykit.expressions.parser.survey", None)
    assert pickle.loads(pickled).bind({}).search({"Items": [{"Name": "a"}]}) == ["a"]


def test_trees_deeper_than_any_text_are_compared() -> None:
    one, other = Literal(1), Literal(1)
    made: list[Node] = [one, other]
    for _ in range(5_000):
        made = [Pipe(each, Field("a")) for each in made]
    assert made[0] == made[1]
    assert hash(made[0]) == hash(made[1])
