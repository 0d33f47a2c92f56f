"""Rows as records with columns: known before the first row, or found while the rows wait."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from querykit.errors import OutputError
from querykit.result import Row
from querykit.writers._cells import compact

__all__ = ["VALUE", "record", "table"]

VALUE = "value"
_IN_MEMORY = 1 << 20


def record(row: Row, columns: tuple[str, ...] | None = None) -> dict[str, Any]:
    """A row by its columns: an object's own, a list's by position, ``value`` for anything else.

    >>> record({"a": 1}), record([1, 2]), record([1, 2], ("id", "ip")), record("x")
    ({'a': 1}, {'column_1': 1, 'column_2': 2}, {'id': 1, 'ip': 2}, {'value': 'x'})
    """
    if isinstance(row, dict):
        return row
    if isinstance(row, list):
        if columns is not None and len(columns) == len(row):
            return dict(zip(columns, row, strict=True))
        return {f"column_{number}": item for number, item in enumerate(row, 1)}
    return {VALUE: row}


def table(
    rows: Iterable[Row], columns: tuple[str, ...] | None
) -> tuple[tuple[str, ...], Iterator[dict[str, Any]]]:
    """The columns of the rows, and the rows as records.

    With known columns the records come as the rows do. Without, the rows wait in a temporary
    file until the union of their columns is known, in the order in which they first appear.
    """
    if columns is not None:
        return columns, _known(rows, columns)
    return _spooled(rows)


def _known(rows: Iterable[Row], columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    expected = set(columns)
    for row in rows:
        found = record(row, columns)
        if not found.keys() <= expected:
            more = ", ".join(sorted(found.keys() - expected))
            raise OutputError(f"a row has columns that the query does not name: {more}")
        yield found


def _spooled(rows: Iterable[Row]) -> tuple[tuple[str, ...], Iterator[dict[str, Any]]]:
    union: dict[str, None] = {}
    # Closed when the last record was taken, or with the process.
    spool = tempfile.SpooledTemporaryFile(  # noqa: SIM115
        _IN_MEMORY, "w+", encoding="utf-8", newline="\n"
    )
    for row in rows:
        found = record(row)
        union.update(dict.fromkeys(found))
        spool.write(compact(found) + "\n")
    spool.seek(0)

    def waiting() -> Iterator[dict[str, Any]]:
        with spool:
            for line in spool:
                yield json.loads(line)

    return tuple(union), waiting()
