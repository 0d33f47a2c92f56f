"""A date or time in any of AWS's forms as an ISO 8601 string in UTC, to compare and sort.

It takes ISO 8601 with or without dashes, a time or a zone (the default is UTC), the dates of HTTP
and of Java, and seconds since 1970 as a number or a string. A number that would be after the year
9999 in seconds is in milliseconds, as in CloudWatch Logs. A string such as '20261120' may be a date
or a number of seconds, and is an error without a format.

With a format, a string is parsed as by Python's ``strptime``: ``%d/%m/%Y``. The format must have a
year; ``%z`` is an offset, but zone names (``%Z``) cannot be parsed.

Returns null for null. Anything that is not a date, such as 'N/A', is an error, not null, because a
filter would silently skip it.

Examples:

    to_date('2026-11-20T12:00:00.000+0000')         ->  "2026-11-20T12:00:00+00:00"
    to_date('2026-11-20')                           ->  "2026-11-20T00:00:00+00:00"
    to_date('2026-11-20T14:30:00+02:00')            ->  "2026-11-20T12:30:00+00:00"
    to_date('Fri, 20 Nov 2026 12:00:00 GMT')        ->  "2026-11-20T12:00:00+00:00"
    to_date(`1795176000.5`)                         ->  "2026-11-20T12:00:00.500000+00:00"
    to_date('1795176000')                           ->  "2026-11-20T12:00:00+00:00"
    to_date(`1795176000000`)                        ->  "2026-11-20T12:00:00+00:00"
    to_date('20261120', '%Y%m%d')                   ->  "2026-11-20T00:00:00+00:00"
    to_date(`null`)                                 ->  null
    to_date('N/A')
        -> error: argument 1 (value) of to_date() is not a date: 'N/A'
"""

from __future__ import annotations

import re
from datetime import datetime

from querykit.expressions.functions._signature import ArgumentError, Parameter, Signature
from querykit.moments import as_text, in_utc, moment

__all__ = ["SIGNATURE", "call"]

_DIRECTIVES = frozenset("aAbBcdfGHIjmMpSuUVwWxXyYz%")
_HINT = "use to_date(Field, '%d/%m/%Y') for other formats"


def call(value: str | int | float | None, format: str | None = None) -> str | None:
    """Return a date or time as an ISO 8601 string in UTC."""
    if value is None:
        return None
    try:
        when = moment(value) if format is None else _read(value, format)
        return as_text(when)
    except ValueError as error:
        raise ArgumentError("value", str(error), hint=_HINT if format is None else None) from None
    except OverflowError:
        raise ArgumentError("value", f"is before the year 1 or after 9999: {value!r}") from None


def _read(value: str | int | float, format: str) -> datetime:
    _check(format)
    if not isinstance(value, str):
        raise ValueError(f"must be a string when a format is given, not the number {value}")
    try:
        found = datetime.strptime(value, format)
    except ValueError:
        raise ValueError(f"does not match the format {format!r}: {value!r}") from None
    return in_utc(found)


def _check(format: str) -> None:
    """Reject a format that would parse no string, or parse strings wrongly."""
    directives = re.findall(r"%(.?)", format, re.DOTALL)
    if "Z" in directives:
        raise ArgumentError("format", "cannot parse time zone names (%Z)", hint="%z is an offset")
    unknown = [f"%{directive}" for directive in directives if directive not in _DIRECTIVES]
    if unknown:
        raise ArgumentError("format", f"contains {unknown[0]}, which is not a format code")
    if not set(directives) & set("YyGcx"):
        raise ArgumentError("format", f"has no year: {format!r}", hint="%Y is the year")
    try:
        datetime.strptime("", format)
    except re.error:
        raise ArgumentError("format", f"uses a format code twice: {format!r}") from None
    except ValueError:
        pass  # an empty text is of no such form


SIGNATURE = Signature(
    (
        Parameter("value", "string or number or null"),
        Parameter("format", "string", optional=True, check=_check),
    ),
    "timestamp or null",
)
