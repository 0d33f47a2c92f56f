"""Expressions typed over the shapes of responses: what they return, and what is never right.

Types are those of what AWS may return, from its model, not from sample values, so that what
follows a filter is typed too. Values are as the engine hands them to an expression:
timestamps and blobs are strings, and every field may be missing.
"""

from __future__ import annotations

from collections.abc import Mapping

from querykit.expressions.expression import Expression
from querykit.expressions.typing.inference import TYPING
from querykit.expressions.typing.observation import Typed
from querykit.expressions.typing.rows import check_nested, row
from querykit.expressions.typing.walk import Walk
from querykit.query import Flatten
from querykit.types.notation import of_variable
from querykit.types.shapes import members
from querykit.types.types import (
    ANYTHING,
    Known,
    Shape,
    Structure,
    Type,
    present,
)
from querykit.types.words import columns, describe

__all__ = [
    "Known",
    "Type",
    "Typed",
    "columns",
    "describe",
    "infer",
    "members",
    "of_variable",
    "present",
]

_NOTHING_MORE = Known()


def infer(
    expression: Expression,
    shape: Shape | None,
    *,
    variables: Mapping[str, Type] | None = None,
    known: Known = _NOTHING_MORE,
    flatten: Flatten = "one",
) -> Typed:
    """Return the type of an expression's value on a shape, and what can never be right in it.

    shape: the one of an operation's output; without one nothing is known.
    variables: the types of ``$name``; those that are not there are unknown.
    known: what is known of the responses beyond the shape: ``services.decoded.known(operation)``.
    flatten: how rows are made of lists, as in a query.

    >>> from querykit.expressions import compile
    >>> infer(compile("length('abc') > '2'"), None).observations[0].rule
    'would-raise'
    """
    root = ANYTHING if shape is None else Structure(shape, known, root=True)
    walk = Walk(expression, variables or {}, TYPING)
    type_ = walk.type(expression.tree, root)
    rows = row(type_, flatten)
    check_nested(walk, expression.tree, rows)
    return Typed(
        type_,
        rows,
        walk.typed_tree(),
        tuple(sorted(walk.observations.values(), key=lambda found: found.span)),
        tuple(sorted(walk.risks.values(), key=lambda found: found.span)),
        walk.subjects,
    )
