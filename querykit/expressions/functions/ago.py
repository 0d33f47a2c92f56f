"""The moment that lies a duration before now, as ISO 8601 text in UTC.

A duration is written with the units w, d, h, m (minutes) and s, combined like '1d12h', or is a
number of seconds. With a minus it lies ahead: ``ago('-30d')`` is in 30 days.

null is an error, as it is for every setting: a comparison with null would never be true.

Examples:

    ago('90d')                  ->  "2026-08-22T12:00:00+00:00"
    ago('1d12h')                ->  "2026-11-19T00:00:00+00:00"
    ago(`3600`)                 ->  "2026-11-20T11:00:00+00:00"
    ago('-30d')                 ->  "2026-12-20T12:00:00+00:00"
    ago('3 months')
        -> error: argument 1 (period) of ago() is no duration: '3 months'
"""

from __future__ import annotations

from datetime import datetime, timezone
from functools import lru_cache

from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature
from querykit.moments import as_text, seconds

__all__ = ["SIGNATURE", "call"]


# It stands in filters, where it is the same for every element.
@lru_cache(maxsize=64)
def call(period: str | int | float, *, now: datetime) -> str:
    try:
        return as_text(now - seconds(period))
    except ValueError as error:
        hint = "write 90d, 12h, 30m, 45s, 2w or 1d12h, or a number of seconds"
        raise ArgumentError("period", str(error), hint=hint) from None
    except OverflowError:
        raise ArgumentError("period", "leads out of the years 1 to 9999") from None


def _check(period: str | int | float) -> None:
    call(period, now=datetime.now(timezone.utc))


SIGNATURE = Signature(
    (Parameter("period", "string|number", check=_check),), "string", clock=True, moment=True
)
