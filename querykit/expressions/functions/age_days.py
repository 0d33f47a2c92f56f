"""How many whole days ago a moment was; of a moment to come, a number below 0.

Takes what ``to_date`` takes without a format. Days are of 24 hours, and begun ones do not count:
25 hours ago is 1, 23 hours ago is 0, and in an hour is -1.

null gives null, and a filter leaves out what gives null: what was never used has no age. Write
``[?!LastUsed || age_days(LastUsed) > `90`]`` where it is to be found too.

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
