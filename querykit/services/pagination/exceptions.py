"""The pagination of operations to which no rule applies, from exceptions.json beside this file.

An entry has AWS's name of the operation, and of these what it needs:

input_token, output_token, more_results, result_key, limit_key: botocore's keys, in the place of
    what botocore or the rule has; a limit_key of null is a page size that must not be sent.
defaults, first_only, sizeless, url_encoded, repeat_ends, counts_from: as Paging has them.
undone: all fields that name what was not done.
rows: what its rows are without an expression, if the rule is wrong: a list, or @ for one object.
refused: true for an operation without an end.
why: the reason, in words for users.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from querykit.services.tables import table

__all__ = ["CONFIGURATION", "FILE", "QUIRKS", "exception"]

FILE = Path(__file__).with_name("exceptions.json")
CONFIGURATION = ("input_token", "output_token", "more_results", "result_key", "limit_key")
QUIRKS = (
    "defaults",
    "first_only",
    "sizeless",
    "url_encoded",
    "repeat_ends",
    "counts_from",
)


def exception(service: str, operation: str) -> Mapping[str, Any]:
    """Return the entry of an operation, by AWS's name of it; empty for most.

    >>> exception("kinesis", "ListStreamConsumers")["first_only"]
    ['StreamCreationTimestamp']
    """
    known: Mapping[str, Any] = table(FILE).get(f"{service}.{operation}", {})
    return known
