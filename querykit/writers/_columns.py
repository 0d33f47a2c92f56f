"""Rows as records with columns: known before the first row, or found while rows are buffered."""

from __future__ import annotations

import contextlib
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from querykit.errors import OutputError
from querykit.result import Row
from querykit.writers import WRITERS

__all__ = ["record", "table", "union"]

_IN_MEMORY = 1 << 20

Record = dict[str, Any]


def record(row: Row, columns: tuple[str, ...] | None = None) -> Record:
    """Return a row by its columns: an object's own, a list's by position, ``value`` for anything
    else.

    An empty list or object has no columns of its own, and would leave no trace: it is a value.
    If the columns are known, an object without any of them is an empty line.

    >>> record({"a": 1}), record([1, 2]), record([1, 2], ("id", "ip")), record("x"), record([])
    ({'a': 1}, {'column_1': 1, 'column_2': 2}, {'id': 1, 'ip': 2}, {'value': 'x'}, {'value': []})
    """
    if isinstance(row, dict) and (row or columns is not None):
        return row
    if isinstance(row, (list, tuple)) and row:
        if columns is not None and len(columns) == len(row):
            return dict(zip(columns, row, strict=True))
        return {f"column_{number}": item for number, item in enumerate(row, 1)}
    return {"value": row}


def union(records: Iterable[Record], columns: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the given columns, followed by those of the records in the order they appear.

    >>> union([{"b": 1}, {"a": 2, "b": 3}])
    ('b', 'a')
    """
    found = dict.fromkeys(columns)
    for each in records:
        if not found.keys() >= each.keys():
            found.update(dict.fromkeys(each))
    return tuple(found)


@contextlib.contextmanager
def table(
    rows: Iterable[Row], columns: tuple[str, ...] | None
) -> Iterator[tuple[tuple[str, ...], Iterable[Record]]]:
    """Yield the columns of the rows, and the rows as records.

    With known columns, records are streamed. Without, rows are buffered in a temporary file until
    the union of their columns is known, in the order in which they first appear.

    Raises OutputError if a row has a column that is not among the known ones.
    """
    if columns is not None:
        yield columns, _known(rows, columns)
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spool:
        found = union(_spool(rows, spool))
        spool.seek(0)
        yield found, _read_spool(spool)


def _known(rows: Iterable[Row], columns: tuple[str, ...]) -> Iterator[Record]:
    expected = frozenset(columns)
    for number, row in enumerate(rows, 1):
        found = record(row, columns)
        if not expected.issuperset(found):
            more = ", ".join(map(repr, found.keys() - expected))
            raise OutputError(
                f"row {number} has columns the query does not name: {more}",
                hint=f"the formats {_taking_any_columns()} take rows of any columns",
            )
        yield found


def _taking_any_columns() -> str:
    writers = WRITERS.members().items()
    *names, last = [name for name, writer in writers if not writer.FORMAT.columns_first]
    return f"{', '.join(names)} and {last}"


def _spool(rows: Iterable[Row], spool: IO[bytes]) -> Iterator[Record]:
    for row in rows:
        found = record(row)
        # Each by itself: one pickler for all would remember every row.
        pickle.dump(found, spool, pickle.HIGHEST_PROTOCOL)
        yield found


def _read_spool(spool: IO[bytes]) -> Iterator[Record]:
    with contextlib.suppress(EOFError):
        while True:
            yield pickle.load(spool)
