"""The current time, as an ISO 8601 string in UTC.

The clock is read once per run. The string has the same form as AWS's timestamps have in responses,
so ``<`` and ``sort_by`` order them by time.

Examples:

    now()                       ->  "2026-11-20T12:00:00+00:00"
    now() > '2026-01-01'        ->  true
"""

from __future__ import annotations

from datetime import datetime

from querykit.expressions.functions._signature import Signature
from querykit.moments import as_text

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature((), "timestamp", clock=True)


def call(*, now: datetime) -> str:
    """Return the current time, as an ISO 8601 string in UTC."""
    return as_text(now)
