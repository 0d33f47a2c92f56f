"""Mistakes in queries that can be read: in the expression, and in ``$name``.

A definition is rejected for these when it is loaded, and a check and a run report them: all three
use this module.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from querykit.definitions import variables
from querykit.definitions.document import MOST_MISTAKES, Path
from querykit.definitions.places import Places
from querykit.errors import DefinitionError, ExpressionError, Mistake, nearest
from querykit.expressions import read
from querykit.expressions.parser import references as expression_references
from querykit.query import Query
from querykit.rules import DEFINITION, UNKNOWN_VARIABLE

__all__ = [
    "Reference",
    "references",
    "reject",
    "syntax_mistakes",
    "unclosed",
    "unknown_variables",
]


class Reference(NamedTuple):
    """A ``$name``: the path of the string that it is in, and its offset there.

    name: None for a ``${`` that is not followed by a name and ``}``.
    path: empty for the expression.
    """

    name: str | None
    path: Path
    offset: int


def references(query: Query) -> Iterator[Reference]:
    """Find the variables that the parameters and the expression of a query use."""
    for path, text in variables.strings(query.parameters, ("parameters",)):
        for offset, name in variables.references(text):
            yield Reference(name, path, offset)
    for offset, name in expression_references(query.expression or ""):
        yield Reference(name, (), offset)


def unknown_variables(query: Query, places: Places, used: Iterable[Reference]) -> Iterator[Mistake]:
    """Find uses of variables that the query does not declare."""
    declared = query.variables
    for name, path, offset in used:
        if name is not None and name not in declared:
            dollar = ", or write $$ for a literal dollar sign" if path else ""
            hint = nearest(name, declared) or f"declare it under variables:{dollar}"
            what = f"undeclared variable {name!r}"
            yield Mistake(what, places.inside(offset, *path), hint, rule=UNKNOWN_VARIABLE)


def unclosed(places: Places, used: Iterable[Reference]) -> Iterator[Mistake]:
    """Find every ``${`` in the parameters that begins no variable."""
    for name, path, _ in used:
        if name is None:
            what = "'${' must be followed by a name and '}'"
            place = places.value(*path)
            yield Mistake(what, place, "write $$ for a literal dollar sign", rule=DEFINITION)


def syntax_mistakes(query: Query, places: Places) -> Iterator[Mistake]:
    """Find what is wrong with the text of a query's expression."""
    if query.expression is None:
        return
    try:
        read(query.expression)
    except ExpressionError as error:
        yield from map(places.find, error.mistakes)


def reject(
    query: Query, mistakes: Iterable[Mistake] = (), lost: Container[str] = frozenset()
) -> None:
    """Raise DefinitionError with what could not be read, and what is wrong with what could.

    lost: the keys of what is in the text and could not be read.
    """
    places, used = Places(query), [*references(query)]
    found = [*mistakes, *unclosed(places, used), *syntax_mistakes(query, places)]
    if "variables" not in lost:
        found += unknown_variables(query, places, used)
    if not found:
        return
    if len(found) > MOST_MISTAKES:
        found[MOST_MISTAKES:] = [Mistake(f"only the first {MOST_MISTAKES} errors are shown")]
    error = DefinitionError(found)
    error.hide(variables.secrets(query, {}))
    raise error
