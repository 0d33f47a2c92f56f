"""Mistakes in queries that can be read: in the expression, and in ``$name``.

A definition is rejected for these when it is loaded, and a check and a run report them: all three
use this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    "is_unread",
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


def is_unread(query: Query, mistakes: Iterable[Mistake], key: str) -> bool:
    """Return whether a part of a query is in its text, but is not what can be read.

    What follows from that is not another mistake.

    mistakes: what could not be read of the text.
    """
    place = query.places.get((key,))
    return place is not None and any(each.location == place for each in mistakes)


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


def reject(query: Query, mistakes: Iterable[Mistake] = ()) -> None:
    """Raise DefinitionError with what could not be read, and what is wrong with what could."""
    places, used, mistakes = Places(query), [*references(query)], [*mistakes]
    found = [*mistakes, *unclosed(places, used), *syntax_mistakes(query, places)]
    if not is_unread(query, mistakes, "variables"):
        found += unknown_variables(query, places, used)
    if not found:
        return
    if len(found) > MOST_MISTAKES:
        found[MOST_MISTAKES:] = [Mistake(f"only the first {MOST_MISTAKES} errors are shown")]
    error = DefinitionError(found)
    error.hide(variables.secrets(query, {}))
    raise error
