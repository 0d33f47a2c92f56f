"""The columns that say where a row is from: its account, its region, its profile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from querykit.errors import QueryError
from querykit.result import Column, Result, Row
from querykit.target import Selection, Target

__all__ = ["add_columns", "add_origin", "origin_names"]


def origin_names(selection: Selection, *, unless_one: bool = False) -> tuple[str, ...]:
    """Return the names of the columns: ``profile`` only if there are several.

    unless_one: whether the rows of a single target have none.
    """
    if unless_one and selection.is_one:
        return ()
    return ("account", "region", *(["profile"] if selection.profiles else []))


def add_columns(
    names: Sequence[str], columns: tuple[Column, ...] | None
) -> tuple[Column, ...] | None:
    """Return the columns of rows that begin with their origin; None if the others are not known.

    Raises QueryError if the rows have columns of these names.
    """
    if columns is None:
        return None
    clashing = [column.name for column in columns if column.name in names]
    if clashing:
        raise _clash(clashing[0])
    return (*(Column(name, "string") for name in names), *columns)


def add_origin(rows: Iterable[Row], result: Result, names: Sequence[str]) -> Iterator[Row]:
    """Yield rows as they are taken of a result, each beginning with its account and region.

    A row that is a list becomes an object with ``column_1`` and so on; another one has ``value``.

    Raises QueryError for a row that has a field of such a name.
    """
    for row in rows:
        target = result.target
        origin = {name: _part(target, name) for name in names}
        if isinstance(row, dict):
            if not origin.keys().isdisjoint(row):
                raise _clash(next(name for name in names if name in row))
            yield {**origin, **row}
        elif isinstance(row, list):
            yield {**origin, **{f"column_{n}": value for n, value in enumerate(row, 1)}}
        else:
            yield {**origin, "value": row}


def _part(target: Target, name: str) -> str | None:
    found: str | None = getattr(target, name)
    return found


def _clash(name: str) -> QueryError:
    return QueryError(
        f"the rows have a field {name!r}, and so has their origin",
        hint="give it another name in the expression, or pass --no-target",
    )
