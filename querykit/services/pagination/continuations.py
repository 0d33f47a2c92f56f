"""What continues on the next page besides a list, from continuations.json beside this file.

An entry has AWS's name of the operation, and of these what it needs:

joins: lists whose elements continue: for each, ``by``, the fields that identify an element;
    ``apart``, further fields where these are not enough; and ``open``, the field that says that
    an element continues, with the value that says so.
continued: the lists in such elements that continue, as ``Results[].Values``.
sums: numbers of one page that add up, or objects that hold them.
pieces: strings and blobs of which each page has a piece.
first, last: fields of which the first or the last page has the value of the whole result.
unfinished: fields of elements, as ``Results[].Status``, with the values that say that the data is
    not all there, if no later page has another.
source: what AWS's documentation says, word for word, or the fact that the rest follows from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from querykit.expressions.pages.joins import Join
from querykit.services.tables import table

__all__ = ["FILE", "Continuation", "Status", "continuation"]

FILE = Path(__file__).with_name("continuations.json")


@dataclass(frozen=True)
class Status:
    """A field of the elements of a list that says whether their data is all there.

    path: of the field, as ``Results[].Status``. place: of the list, name by name.
    join: how its elements continue.
    names: the fields that identify an element, and the status itself, which is the last.
    unfinished: the values that say that it is not.
    """

    path: str
    place: tuple[str, ...]
    join: Join
    names: tuple[str, ...]
    unfinished: tuple[str, ...]


@dataclass(frozen=True)
class Continuation:
    """What continues on the next pages of an operation; empty for most."""

    joins: Mapping[str, Join] = field(default_factory=dict)
    continued: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    unfinished: tuple[Status, ...] = ()


@lru_cache(maxsize=256)
def continuation(service: str, operation: str) -> Continuation:
    """Return the entry of an operation, by AWS's name of it.

    >>> continuation("cloudwatch", "GetMetricData").joins["MetricDataResults"].by
    ('Id',)
    """
    entry = table(FILE).get(f"{service}.{operation}", {})
    paths = {
        name: tuple(entry.get(name, ()))
        for name in ("continued", "sums", "pieces", "first", "last")
    }
    joins = {path: _join(each) for path, each in entry.get("joins", {}).items()}
    statuses = entry.get("unfinished", {}).items()
    return Continuation(
        joins=joins,
        unfinished=tuple(_status(path, joins, values) for path, values in statuses),
        **paths,
    )


def _status(path: str, joins: Mapping[str, Join], unfinished: list[str]) -> Status:
    place, _, name = path.partition("[].")
    join = joins[place]
    names = (*join.by, *join.apart, name)
    return Status(path, tuple(place.split(".")), join, names, tuple(unfinished))


def _join(entry: Mapping[str, Any]) -> Join:
    still_open = entry.get("open")
    return Join(
        tuple(entry["by"]),
        tuple(entry.get("apart", ())),
        next(iter(still_open.items())) if still_open else None,
    )
