"""Services and features that are not where they are called: not there, enabled or subscribed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from querykit.services.tables import table

__all__ = ["not_here"]

_FILE = Path(__file__).with_name("not_here.json")


def not_here(service: str, operation: str, code: str | None, message: str) -> str | None:
    """Return why there is nothing to read, such as ``not enabled``; None if an error is a failure.

    A message that may also be a denial is a failure. service: as in boto3; operation: in any
    spelling.

    >>> denial = "AccessDeniedException"
    >>> not_here("macie2", "list_findings", denial, "Macie is not enabled.")
    'not enabled'
    >>> not_here("macie2", "ListFindings", denial, "User: ... is not authorized to perform ...")
    """
    for entry in _entries(service, operation):
        if entry["code"] == code and re.search(entry.get("message", ""), message, re.IGNORECASE):
            return str(entry["reason"])
    return None


def _entries(service: str, operation: str) -> Iterator[Mapping[str, Any]]:
    folded = operation.replace("_", "").lower()
    for entry in table(_FILE)["entries"]:
        named = entry["operations"]
        if service in entry["services"] and (
            named == "*" or folded in (each.lower() for each in named)
        ):
            yield entry
