"""What is known while an expression is typed, and what was observed on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from querykit.expressions.expression import Expression
from querykit.expressions.instants import Reading
from querykit.expressions.tree import Cases, Node
from querykit.expressions.typing.observation import Observation, Severity
from querykit.types.types import ANYTHING, Type

__all__ = ["Typing", "Walk"]


class Walk:
    """One walk over the tree of an expression, from the type of a value to that of the result.

    typing: how nodes of each kind are typed.
    filled: the nodes that functions see as empty lists and objects where they are null.
    around: of what is part of a value, the values that it is part of, from the outermost on.
    """

    def __init__(
        self,
        expression: Expression,
        filled: frozenset[int],
        variables: Mapping[str, Type],
        typing: Typing,
    ) -> None:
        self.expression = expression
        self.filled = filled
        self.variables = variables
        self.observations: dict[tuple[int, str], Observation] = {}
        self.risks: dict[tuple[int, str], Observation] = {}
        self.subjects: dict[int, Type] = {}
        self.readings: dict[int, Reading | None] = {}
        self.around: list[Type] = []
        self._typing = typing

    def type(self, node: Node, scope: Type) -> Type:
        """Return the type of what a node gives on values of a type."""
        return self._typing.of(node)(self, node, scope)

    def within(self, node: Node, inner: Type, outer: Type) -> Type:
        """Return the type of a node that is applied to a part of a value: an element, a member."""
        self.around.append(outer)
        found = self.type(node, inner)
        self.around.pop()
        return found

    def observe(
        self,
        rule: str,
        node: Node,
        what: str,
        hint: str | None = None,
        why: str | None = None,
        severity: Severity = "error",
        whole: bool = False,
    ) -> Type:
        """Note something about a node. What it gives is unknown then: no mistake has another.

        whole: whether all of the node's text is meant, and not its own token.
        """
        start, end = node.extent if whole else node.span
        found = Observation(rule, start, end, what, hint, why, severity)
        self.observations.setdefault((start, rule), found)
        return ANYTHING

    def risk(self, rule: str, node: Node, what: str) -> None:
        """Note where an error may be raised that is too unlikely to be told."""
        start, end = node.span
        found = Observation(rule, start, end, what, severity="warning")
        self.risks.setdefault((start, rule), found)

    def read(self, node: Node, reading: Reading | None) -> None:
        """Note how a node reads the strings that it compares; None as they are."""
        known = self.readings.setdefault(id(node), reading)
        if known != reading:  # it was typed in several scopes
            self.readings[id(node)] = Reading(None, self.text(node))

    def text(self, node: Node) -> str:
        """Return how a node is written."""
        start, end = node.extent
        return self.expression.text[start:end]


Typing = Cases[Callable[..., Type]]
