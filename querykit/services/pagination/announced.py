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

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = ["announced", "announcing"]


def announced(service: str, operation: str) -> Sequence[Mapping[str, Any]]:
    """Return the entries of an operation, by AWS's name of it; empty for most.

    >>> announced("cloudformation", "DescribeStackResources")[0]["says"]
    'Only the first 100 resources will be returned.'
    """
    known: Sequence[Mapping[str, Any]] = _entries().get(f"{service}.{operation}", ())
    return known


def announcing() -> tuple[str, ...]:
    """Return the operations that have entries, such as resource-explorer-2.Search."""
    return tuple(_entries())


@lru_cache(maxsize=1)
def _entries() -> dict[str, Any]:
    text = Path(__file__).with_name("announced.json").read_text(encoding="utf-8")
    entries: dict[str, Any] = json.loads(text)
    return entries
