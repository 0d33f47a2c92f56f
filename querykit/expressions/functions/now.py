"""The present moment, as ISO 8601 text in UTC.

The clock is read once: all of a run has the same ``now()``. The text has the form that timestamps
of AWS have here, so that ``<`` and ``sort_by`` order them in time.

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
    return as_text(now)
