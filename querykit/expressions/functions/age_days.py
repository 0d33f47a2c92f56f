"""The number of full days since a point in time; negative for one in the future.

Takes what ``to_date`` takes without a format. A day has 24 hours, and only full days count: 25
hours ago is 1, 23 hours ago is 0, and an hour from now is -1.

Returns null for null, so a filter skips what was never used. Write
``[?!LastUsed || age_days(LastUsed) > `90`]`` to include it.

Examples:

    age_days('2026-11-10T11:00:00+00:00')       ->  10
    age_days('2026-11-19T13:00:00+00:00')       ->  0
    age_days('2026-11-20T13:00:00+00:00')       ->  -1
    age_days(`1795003200`)                      ->  2
    age_days(`null`)                            ->  null
"""

from __future__ import annotations

from datetime import datetime

from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature
from querykit.moments import moment

__all__ = ["SIGNATURE", "call"]


def call(when: str | int | float | None, *, now: datetime) -> int | None:
    """Return the number of full days since a point in time."""
    return None if when is None else (now - _moment(when)).days


def _moment(when: str | int | float) -> datetime:
    try:
        return moment(when)
    except ValueError as error:
        hint = "use to_date(Field, '%d/%m/%Y') for other formats"
        raise ArgumentError("when", str(error), hint=hint) from None


def _check(when: str | int | float | None) -> None:
    if when is not None:
        _moment(when)


SIGNATURE = Signature(
    (Parameter("when", "string or number or null", check=_check),), "integer or null", clock=True
)
