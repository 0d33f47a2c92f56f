"""What is known while an expression is typed, and what was observed on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from querykit.expressions.cases import Cases
from querykit.expressions.expression import Expression
from querykit.expressions.instants import Reading
from querykit.expressions.tree import Node
from querykit.mistakes import EXPRESSION, Mistake, Part
from querykit.types.types import ANYTHING, Type, union

__all__ = ["Typing", "Walk"]


class Walk:
    """One walk over the tree of an expression, from the type of a value to that of the result.

    typing: how nodes of each kind are typed.
    around: of what is part of a value, the values that it is part of, from the outermost on.
    lists: what a filter looks at, where that is lists, whole and not one by one.
    subjects: in what the field is looked up that is written at an offset.
    """

    def __init__(
        self, expression: Expression, variables: Mapping[str, Type], typing: Typing
    ) -> None:
        self.expression = expression
        self.variables = variables
        self.observations: dict[tuple[int, str], Mistake] = {}
        self.risks: dict[tuple[int, str], Mistake] = {}
        self.subjects: dict[int, Type] = {}
        self.around: list[Type] = []
        self.lists: Type | None = None
        self._typing = typing
        # What is known of the nodes of the expression's own tree, by their identity.
        self._types: dict[int, Type] = {}
        self._readings: dict[int, Reading | None] = {}
        self._empty: dict[int, Node] = {}

    def type(self, node: Node, scope: Type) -> Type:
        """Return the type of what a node returns on values of a type."""
        return self.note(node, self._typing.of(node)(self, node, scope))

    def note(self, node: Node, type_: Type) -> Type:
        """Note the type of a node, which may be typed in several scopes, and return it."""
        known = self._types.get(id(node))
        if known is not type_:
            self._types[id(node)] = type_ if known is None else union(known, type_)
        return type_

    def within(self, node: Node, inner: Type, outer: Type) -> Type:
        """Return the type of a node that is applied to a part of a value: an element, a member."""
        self.around.append(outer)
        found = self.type(node, inner)
        self.around.pop()
        return found

    @contextmanager
    def filtering(self, lists: Type | None) -> Iterator[None]:
        """Type the condition of a filter, which may look at whole lists."""
        outer, self.lists = self.lists, lists
        try:
            yield
        finally:
            self.lists = outer

    def has_observed(self, rule: str, node: Node) -> bool:
        """Return whether something of a rule was observed anywhere in a node."""
        start, end = node.extent
        return any(own == rule and start <= at < end for at, own in self.observations)

    def observe(
        self,
        rule: str,
        node: Node,
        what: str,
        hint: str | None = None,
        why: str | None = None,
        whole: bool = False,
    ) -> Type:
        """Note something about a node. Its type is unknown then: no mistake causes another.

        whole: whether all of the node's text is meant, and not its own token.
        """
        start, end = node.extent if whole else node.span
        part = Part(EXPRESSION, start, end)
        found = Mistake(what, hint=hint, why=why, rule=rule, part=part)
        self.observations.setdefault((start, rule), found)
        return ANYTHING

    def risk(self, rule: str, node: Node, what: str) -> None:
        """Note a possible failure that is too unlikely to report."""
        start, end = node.span
        found = Mistake(what, rule=rule, part=Part(EXPRESSION, start, end))
        self.risks.setdefault((start, rule), found)

    def note_reading(self, node: Node, reading: Reading | None) -> None:
        """Note how a node reads the strings that it compares; None as they are."""
        known = self._readings.setdefault(id(node), reading)
        if known != reading:  # it was typed in several scopes
            self._readings[id(node)] = Reading(None, self.text(node))

    def fill(self, node: Node, empty: Node) -> None:
        """Note what replaces a node if it is null."""
        self._empty[id(node)] = empty

    def typed_tree(self) -> Node:
        """Return the expression's tree with all that was noted of its nodes."""
        return self._annotate(self.expression.tree)

    def _annotate(self, node: Node) -> Node:
        known: dict[str, Any] = {"type": self._types.get(id(node))}
        if empty := self._empty.get(id(node)):
            known["empty"] = empty
        if reading := self._readings.get(id(node)):
            known["reading"] = reading
        for name in node.PARTS:
            part = getattr(node, name)
            several = isinstance(part, tuple)
            known[name] = tuple(map(self._annotate, part)) if several else self._annotate(part)
        return node.changed(known)

    def text(self, node: Node) -> str:
        """Return how a node is written."""
        start, end = node.extent
        return self.expression.text[start:end]


Typing = Cases[Callable[..., Type]]
