"""What AWS's documentation says about responses that are not complete, from announced.json.

The file has the entries of each operation, by AWS's name of it. An entry has:

path: the field that shows it, ``[]`` after a list whose elements have it, ``*`` for the keys of
    a map.
when: the values that mean that something is missing; without it, any but null, empty and false.
full: of a list, the length that it has when it may be cut, or several; the last one is the most
    that a response can have.
unless: the parameter that sets this length: with it, only the most counts.
total: true for a list whose elements are counted over all pages.
about: what is incomplete, if that is not the object around the field.
says, at: AWS's sentence, and where it is: operation, or input or output and the path.
do: how to get the rest, as an imperative.
not: for a field that only looks like a sign: why it is not a sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from querykit.services.tables import table

__all__ = ["FILE", "announced"]

FILE = Path(__file__).with_name("announced.json")


def announced(service: str, operation: str) -> Sequence[Mapping[str, Any]]:
    """Return the entries of an operation, by AWS's name of it; empty for most.

    >>> announced("cloudformation", "DescribeStackResources")[0]["says"]
    'Only the first 100 resources will be returned.'
    """
    known: Sequence[Mapping[str, Any]] = table(FILE).get(f"{service}.{operation}", ())
    return known
