"""Evaluating an expression while watching what each of its nodes gives, against its type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from querykit.checks import severity
from querykit.errors import EvaluationError
from querykit.expressions import Expression
from querykit.expressions.absent import fill
from querykit.expressions.interpreter import Bound, Thawed
from querykit.expressions.tree import (
    And,
    Call,
    Comparison,
    ExpressionReference,
    Node,
    nodes,
    rewrite,
)
from querykit.expressions.typing import Known, Type, Typed, infer, walk
from querykit.mistakes import Mistake
from querykit.types.shapes import find_field
from querykit.types.types import (
    Anything,
    Boolean,
    List,
    Map,
    Number,
    Record,
    String,
    Structure,
    choices,
)
from querykit.types.words import describe

__all__ = ["Watched", "conforms"]

_RAISING = ("would-raise", "argument-type", "may-be-absent")
# What these refuse is in the values, and no type tells it.
_CHOOSY = (
    *("age_days", "ago", "cidr_contains", "from_items", "from_json", "group_by", "count_by"),
    *("matches", "policy_statements", "replace", "split", "sum_by", "tag", "tags", "to_date"),
    *("to_json", "trim", "zip"),
)
_NEVER = ("unknown-field", "field-of-list", "field-of-scalar", "index-of-object")


def conforms(value: Any, type_: Type) -> bool:
    """Whether a value is of a type."""
    return any(_is(value, choice) for choice in choices(type_))


def _is(value: Any, choice: Type) -> bool:
    if isinstance(choice, Anything):
        return True
    if choice.kind == "null":
        return value is None
    if isinstance(choice, Boolean):
        return isinstance(value, bool) and choice.value in (None, value)
    if isinstance(choice, Number):
        wanted = (int,) if choice.integer else (int, float)
        return isinstance(value, wanted) and not isinstance(value, bool)
    if isinstance(choice, String):
        return isinstance(value, str) and (not choice.closed or value in choice.values)
    if isinstance(choice, List):
        return isinstance(value, list) and _is_list(value, choice)
    return isinstance(value, dict) and _is_object(value, choice)


def _is_list(value: list[Any], choice: List) -> bool:
    if choice.items is None:
        return all(conforms(element, choice.of) for element in value)
    pairs = zip(value, choice.items, strict=False)
    return len(value) == len(choice.items) and all(conforms(v, t) for v, t in pairs)


def _is_object(value: dict[str, Any], choice: Type) -> bool:
    if isinstance(choice, Map):
        named = all(conforms(name, choice.keys) for name in value) if choice.keys else True
        return named and all(conforms(member, choice.of) for member in value.values())
    if isinstance(choice, Record):
        members = dict(choice.members)
        has_them = members.keys() <= value.keys() if choice.open else members.keys() == value.keys()
        return has_them and all(conforms(value[name], members[name]) for name in members)
    assert isinstance(choice, Structure)
    for name in {*value, *(name for name, _ in choice.narrowed)}:
        member = find_field(choice, name)
        if member is None or not conforms(value.get(name), member):
            return False
    return True


class _Recording(walk.Walk):
    """A walk that keeps which nodes were told of."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.observed: list[tuple[Node, Mistake]] = []

    def observe(self, rule: str, node: Node, *arguments: Any, **keywords: Any) -> Type:
        known = set(self.observations)
        found = super().observe(rule, node, *arguments, **keywords)
        new = [each for key, each in self.observations.items() if key not in known]
        self.observed += [(node, each) for each in new]
        return found


class Watched:
    """An expression over a shape, typed once, to be evaluated over many answers."""

    def __init__(self, expression: Expression, shape: Any, known: Known, monkeypatch: Any) -> None:
        self.expression = expression
        walks: list[_Recording] = []

        def recorded(*arguments: Any) -> _Recording:
            walks.append(_Recording(*arguments))
            return walks[-1]

        with monkeypatch.context() as patch:
            patch.setattr("querykit.expressions.typing.Walk", recorded)
            self.typed: Typed = infer(expression, shape, known=known)
        self.walk = walks[0]
        # Here strings are strings: tests/engine/test_times.py compares times.
        self._filled = rewrite(fill(self.typed.tree), _unread)
        self._original = dict(_pairs(expression.tree, self._filled))
        self._types = {
            id(node): typed.type
            for node, typed in zip(nodes(expression.tree), nodes(self.typed.tree), strict=True)
        }
        self._nodes = {id(node): node for node in nodes(expression.tree)}
        # What is told of an argument is about the call.
        self._arguments = {
            id(child)
            for node in self._nodes.values()
            if isinstance(node, (Call, ExpressionReference))
            for child in node.children
        }
        self._wrong: list[str] = []
        self._told = {
            id(node): (node, found)
            for node, found in self.walk.observed
            if severity(found.rule) == "error"
        }
        self.evaluations = 0

    def contradictions(self, answer: Any) -> list[str]:
        """Where the types, or what was observed, are not those of what the evaluation gives."""
        self._wrong = []
        self.evaluations += 1
        bound = Bound(self._filled)
        interpreter: Any = bound._interpreter
        visit = type(interpreter).visit
        watch = self._watch
        thawed = dict(_thawed(self._filled, bound._tree))

        class Watching(type(interpreter)):  # type: ignore[misc]
            def visit(self, node: Thawed, *arguments: Any, **keywords: Any) -> Any:
                value = visit(self, node, *arguments, **keywords)
                if id(node) in thawed:
                    watch(thawed[id(node)], value)
                return value

        interpreter.__class__ = Watching
        try:
            value = bound.search(answer)
        except EvaluationError as error:
            if not self._may_raise():
                self._wrong.append(f"raises without a word: {error}")
            return self._wrong
        if not conforms(value, self.typed.type):
            self._wrong.append(f"the result {value!r:.80} is no {describe(self.typed.type)}")
        return self._wrong

    def _may_raise(self) -> bool:
        found = (*self.typed.observations, *self.typed.risks)
        called = {node.name for node in self._nodes.values() if isinstance(node, Call)}
        return bool(called.intersection(_CHOOSY)) or any(each.rule in _RAISING for each in found)

    def _watch(self, node: Node, value: Any) -> None:
        original = self._nodes.get(self._original.get(id(node), 0))
        if original is None or isinstance(original, ExpressionReference):
            return
        text = self.walk.text(original)
        type_ = self._types[id(original)]
        if type_ is not None and not conforms(value, type_):
            self._wrong.append(f"{text} gives {value!r:.80}, which is no {type_}")
        told = self._told.get(id(original))
        is_argument = id(original) in self._arguments
        if told is not None and not _is_never(original, told[1], value, is_argument):
            self._wrong.append(f"{text} gives {value!r:.80} in spite of {told[1].what}")


def _unread(node: Node, _: Node) -> Node:
    return replace(node, reading=None) if isinstance(node, (Call, Comparison)) else node


def _is_never(node: Node, found: Mistake, value: Any, is_argument: bool) -> bool:
    """Whether a value is what an error says that it always is."""
    if found.rule in _NEVER:
        return value is None
    if isinstance(node, And) and found.rule == "never-true":
        return not value
    if is_argument or not isinstance(node, Comparison):
        return True
    return value is None or value is (node.operator == "ne")


def _pairs(tree: Node, filled: Node) -> Iterator[tuple[int, int]]:
    """The nodes of a filled tree by identity, and those of the tree that they were made of."""
    waiting = [(tree, filled)]
    while waiting:
        node, other = waiting.pop()
        if isinstance(other, Call) and other.fills:
            other = other.children[0]
        yield id(other), id(node)
        waiting.extend(zip(node.children, other.children, strict=True))


def _thawed(tree: Node, thawed: Thawed) -> Iterator[tuple[int, Node]]:
    """The nodes that jmespath.py's are made of, by the identity of the latter."""
    waiting = [(tree, thawed)]
    while waiting:
        node, made = waiting.pop()
        yield id(made), node
        waiting.extend(zip(node.children, made["children"], strict=False))
