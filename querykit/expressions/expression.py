"""An expression: parsed once, then bound to values, then applied to pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from querykit.errors import ExpressionError, Location, MissingExtraError, Mistake
from querykit.expressions import parser
from querykit.expressions.functions import BUILT_IN, FUNCTIONS
from querykit.expressions.interpreter import Bound
from querykit.expressions.tree import Call, Literal, Node, Variable, nodes, rewrite, variables
from querykit.expressions.unparser import unparse

__all__ = ["Bound", "Expression", "compile", "missing_extras", "read", "survey"]


@dataclass(frozen=True)
class Expression:
    """A JMESPath expression.

    tree: its nodes, each with its place in the text.
    written: the text that it was parsed from; None for a tree that was made of others.
    wrong: what no value can make right in its calls, which are not in the tree: it cannot run.

    >>> Expression(compile("Items[0].Name").tree).text
    'Items[0].Name'
    """

    tree: Node
    written: str | None = None
    wrong: tuple[Mistake, ...] = ()

    @cached_property
    def text(self) -> str:
        """Return the text as it was written, or one made of the tree."""
        return unparse(self.tree) if self.written is None else self.written

    @cached_property
    def variables(self) -> frozenset[str]:
        """Return the names of the variables in it."""
        return variables(self.tree)

    def bind(self, values: Mapping[str, Any], now: datetime | None = None) -> Bound:
        """Return the expression with each variable as the literal of its value.

        The value goes into the tree, never into the text: whatever it holds, it is one value.
        ``now`` is the moment that ``now()``, ``ago()`` and ``age_days()`` go by, the present one
        where there is none: bind all that belongs to one run with the same.

        >>> found = compile("[?name == $who]").bind({"who": "' || `true` || '"})
        >>> found.search([{"name": "ann"}, {"name": "' || `true` || '"}])
        [{'name': "' || `true` || '"}]
        """

        def literal(node: Node, _: Node) -> Node:
            return Literal(values[node.name]) if isinstance(node, Variable) else node

        return Bound(rewrite(self.tree, literal) if self.variables else self.tree, now)


def compile(text: str) -> Expression:
    """Compile a text to an expression that is ready to run. Raises ExpressionError with its place.

    Raises MissingExtraError where a function in it needs an optional dependency.

    >>> sorted(compile("Items[?Size > $least && Owner == $owner]").variables)
    ['least', 'owner']
    """
    found = read(text)
    for _, error in missing_extras(found):
        raise error
    return found


def missing_extras(expression: Expression) -> Iterator[tuple[Call, MissingExtraError]]:
    """Find the calls of functions that need an optional dependency that is not installed."""
    for node in nodes(expression.tree):
        if not isinstance(node, Call) or node.name in BUILT_IN:
            continue
        if extra := FUNCTIONS.member(node.name).SIGNATURE.needs:
            try:
                extra.load()
            except MissingExtraError as error:
                yield node, error


def read(text: str) -> Expression:
    """Read a text as an expression to look at; an extra that it needs may not be installed.

    Raises ExpressionError with the place of everything that is wrong.
    """
    found = survey(text)
    if found.wrong:
        raise ExpressionError(found.wrong)
    return found


@lru_cache(maxsize=512)
def survey(text: str) -> Expression:
    """Read a text as an expression whose calls may be ``wrong``.

    Raises ExpressionError with the place of everything else that is wrong.
    """
    try:
        tree, wrong = parser.survey(text)
    except ExpressionError as error:
        raise ExpressionError([_locate(text, each) for each in error.mistakes]) from None
    return Expression(tree, text, tuple(_locate(text, each) for each in wrong))


def _locate(text: str, mistake: Mistake) -> Mistake:
    """Return a mistake with its place in the expression's own text."""
    offset = mistake.span[0]
    line = text.count("\n", 0, offset)
    begin = text.rfind("\n", 0, offset) + 1
    written = text[begin:].split("\n")[0]
    return replace(
        mistake, location=Location("<expression>", line + 1, offset - begin + 1, written)
    )
