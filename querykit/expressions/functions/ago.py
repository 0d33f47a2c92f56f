"""The point in time a duration before now, as an ISO 8601 string in UTC.

A duration has the units w, d, h, m (minutes) and s, combined like '1d12h', or their names, like
'90 days', or is one of ISO 8601, 'P1DT12H', or a number of seconds. With a minus it is in the
future: ``ago('-30d')`` is in 30 days. Months and years vary in length and are not durations.

null is an error: a comparison with null would never be true.

Examples:

    ago('90d')                  ->  "2026-08-22T12:00:00+00:00"
    ago('1d12h')                ->  "2026-11-19T00:00:00+00:00"
    ago(`3600`)                 ->  "2026-11-20T11:00:00+00:00"
    ago('90 days')              ->  "2026-08-22T12:00:00+00:00"
    ago('PT36H')                ->  "2026-11-19T00:00:00+00:00"
    ago('-30d')                 ->  "2026-12-20T12:00:00+00:00"
    ago('3 months')
        -> error: argument 1 (period) of ago() is not a duration: '3 months'
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature
from querykit.moments import DURATION, as_text, duration

__all__ = ["SIGNATURE", "call"]


# It is used in filters, where it is the same for every element.
@lru_cache(maxsize=64)
def call(period: str | int | float, *, now: datetime) -> str:
    """Return the point in time a duration before now, as an ISO 8601 string in UTC."""
    try:
        seconds = duration(period) if isinstance(period, str) else period
        if not math.isfinite(seconds):
            raise ValueError(f"is not a duration: {seconds}")
        return as_text(now - timedelta(seconds=seconds))
    except ValueError as error:
        hint = f"write {DURATION}, or a number of seconds"
        raise ArgumentError("period", str(error), hint=hint) from None
    except OverflowError:
        raise ArgumentError("period", "is outside the years 1 to 9999") from None


def _check(period: str | int | float) -> None:
    call(period, now=datetime.now(timezone.utc))


SIGNATURE = Signature(
    (Parameter("period", "string or number", check=_check),), "timestamp", clock=True
)
