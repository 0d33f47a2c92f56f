"""Dates, timestamps and durations mean the same wherever they are written.

Variables, expressions, parameters, bounds and responses read them with one grammar.

A date is ``2026-11-20``, and a timestamp is ISO 8601 with or without dashes, colons and seconds,
with any offset or none, in which case it is in UTC: ``2026-11-20T12:00:00Z``, ``2026-11-20
04:00-08:00``, ``20261120T120000``. The forms of HTTP and Java are timestamps, too: ``Fri, 20 Nov
2026 12:00:00 GMT``. Digits such as ``20261120`` may be a date or a number of seconds since
1970, and are rejected, unless they are compared with a timestamp: there, a year, a month and a
date without dashes mean the moment at which they begin.

A duration has numbers and the units w, d, h, m (minutes) and s or their names: ``90d``,
``1d12h``, ``90 days``, ``1.5 hours``; or it is one of ISO 8601: ``P90D``, ``PT1H30M``. Months and
years are not durations, because their length varies.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta, timezone
from fractions import Fraction
from functools import lru_cache
from typing import Any

__all__ = [
    "DATE",
    "DURATION",
    "DURATION_PATTERN",
    "as_text",
    "day_or_moment",
    "duration",
    "in_utc",
    "instant",
    "is_ambiguous",
    "is_duration",
    "is_number",
    "moment",
]

DATE = "a date or timestamp such as 2026-11-20 or 2026-11-20T12:00:00Z"
"""What to write for a point in time, in the words of messages."""
DURATION = "a duration such as 90d, 1d12h or '90 days'"
"""What to write for a duration, in the words of messages."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# The last second of the year 9999: AWS has no moment before 1978 in milliseconds.
_LAST_SECOND = 253_402_300_799
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SHOWN = 60

_SECOND = r"(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?"
_TIME = rf"(?P<hour>[0-9]{{2}})(?::?(?P<minute>[0-9]{{2}})(?::?{_SECOND})?)?"
_ZONE = r"(?P<zone>Z|UTC|GMT|[+-][0-9]{2}(?::?[0-5][0-9](?::?[0-5][0-9])?)?)"
_DAY = "(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<year>[0-9]{{4}})(?P<dash>-?)(?P<month>[0-9]{{2}})(?P=dash)(?P<day>[0-9]{{2}})"
        rf"(?:[T ]{_TIME} ?{_ZONE}?)?",
        rf"(?:{_DAY} +)?(?P<day>[0-9]{{1,2}})[ -](?P<name>[a-z]{{3}})[ -](?P<year>[0-9]{{4}})"
        rf" +{_TIME} *{_ZONE}?",
        rf"{_DAY} +(?P<name>[a-z]{{3}}) +(?P<day>[0-9]{{1,2}}) +{_TIME} +(?:{_ZONE} +)?"
        rf"(?P<year>[0-9]{{4}})",
    )
]
_NUMBER = re.compile(r"-?[0-9]{1,16}(\.[0-9]+)?(E[+-]?[0-9]{1,2})?", re.IGNORECASE)
# A year, a year and a month ... to the second: as a number these would be a moment of 1970.
_CALENDAR = re.compile(r"(19|20)[0-9]{2}([0-9]{2}|[0-9]{4}|[0-9]{8}|[0-9]{10})?")
# Compared with a timestamp, a year, a month and a date without dashes are not numbers of seconds.
_BEGINNING = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?|([0-9]{4})([0-9]{2})([0-9]{2})")

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_AMOUNT = r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_UNIT = "(?:(second|minute|hour|day|week)s?|([smhdw]))"
_PART = re.compile(rf"\s*{_AMOUNT}\s*{_UNIT}")
_ISO = re.compile(
    rf"P(?=.)(?:{_AMOUNT}W)?(?:{_AMOUNT}D)?"
    rf"(?:T(?=.)(?:{_AMOUNT}H)?(?:{_AMOUNT}M)?(?:{_AMOUNT}S)?)?"
)
DURATION_PATTERN = rf"(?:(?:{_AMOUNT}\s*{_UNIT}\s*)+|{_ISO.pattern})"
"""What durations match, for JSON Schema: units that come twice do, too."""


def as_text(when: datetime) -> str:
    """Return a point in time as timestamps come from AWS: ISO 8601 in UTC, which sorts by time.

    >>> as_text(datetime(2026, 11, 20, 12, tzinfo=timezone.utc))
    '2026-11-20T12:00:00+00:00'
    """
    return in_utc(when).isoformat()


def in_utc(when: datetime) -> datetime:
    """Return a point in time in UTC; without a zone it is in UTC already, as AWS's are."""
    aware = when if when.tzinfo else when.replace(tzinfo=timezone.utc)
    return aware.astimezone(timezone.utc)


@lru_cache(maxsize=4096)
def instant(text: str) -> str:
    """Return a string's point in time in the form of timestamps, to compare with one.

    A year, a month and a day mean the moment at which they begin. Raises ValueError for a string
    that is not a time, without quoting it.

    >>> instant("2026-11-20T04:00:00-08:00"), instant("2026-11")
    ('2026-11-20T12:00:00+00:00', '2026-11-01T00:00:00+00:00')
    """
    begun = _BEGINNING.fullmatch(text)
    if begun:
        parts = [part for part in begun.groups() if part]
        text = "-".join([*parts, "01", "01"][:3])
    elif is_number(text):
        raise ValueError("is a number, not a time")
    try:
        return as_text(moment(text))
    except _NoDateError:
        raise ValueError("is not a time") from None
    except ValueError:
        raise ValueError("is not a time that exists") from None


def moment(value: str | int | float) -> datetime:
    """Return the point in time, in UTC, of a string or a number of seconds since 1970.

    A number that as seconds would be after the year 9999 is one of milliseconds. Raises ValueError
    saying why it is none.

    >>> as_text(moment("20261120T120000Z")), as_text(moment(1795176000))
    ('2026-11-20T12:00:00+00:00', '2026-11-20T12:00:00+00:00')
    """
    try:
        if not isinstance(value, str):
            return _from_seconds(value)
        text = value.strip()
        if is_number(text) and not is_ambiguous(text):
            return _from_seconds(float(text) if set(text) & set(".eE") else int(text))
        found = day_or_moment(value)
        if isinstance(found, datetime):
            return found
        return datetime.combine(found, time.min, timezone.utc)
    except OverflowError:
        raise ValueError(f"is before the year 1 or after 9999: {_shorten(value)}") from None


def day_or_moment(text: str) -> date | datetime:
    """Return the day of a string without a time, or else the point in time, in UTC.

    Numbers are neither. Raises ValueError saying why it is none.

    >>> str(day_or_moment("2026-11-20")), str(day_or_moment("2026-11-20 04:00 -08:00"))
    ('2026-11-20', '2026-11-20 12:00:00+00:00')
    """
    stripped = text.strip()
    if is_ambiguous(stripped):
        raise ValueError(f"is ambiguous, a date or a number of seconds: {_shorten(text)}")
    for form in _FORMS:
        match = form.fullmatch(stripped)
        if match:
            return _compose(text, match.groupdict())
    raise _NoDateError(f"is not a date: {_shorten(text)}")


def is_number(text: str) -> bool:
    """Return whether a string is a number, such as one of seconds since 1970."""
    return _NUMBER.fullmatch(text.strip()) is not None


def is_ambiguous(text: str) -> bool:
    """Return whether a string may be a date without dashes or a number of seconds: 20261120."""
    return _CALENDAR.fullmatch(text) is not None


class _NoDateError(ValueError):
    """Raised for a string in none of the forms of a time."""


def _compose(text: str, parts: dict[str, str | None]) -> date | datetime:
    name = (parts.get("name") or "").lower()
    if name and name not in _MONTHS:
        raise _NoDateError(f"is not a date, as {name!r} is not a month: {_shorten(text)}")
    month = _MONTHS.index(name) + 1 if name else int(parts["month"] or 0)
    day = (int(parts["year"] or 0), month, int(parts["day"] or 0))
    try:
        if parts["hour"] is None:
            return date(*day)
        hour, minute, second = (int(parts[unit] or 0) for unit in ("hour", "minute", "second"))
        micros = int((parts["fraction"] or "")[:6].ljust(6, "0"))
        return in_utc(datetime(*day, hour, minute, second, micros, _zone(parts["zone"])))
    except OverflowError:
        raise ValueError(f"is before the year 1 or after 9999: {_shorten(text)}") from None
    except ValueError:
        raise ValueError(f"is not a valid date or time: {_shorten(text)}") from None


def _zone(text: str | None) -> timezone:
    if text is None or text[0] not in "+-":
        return timezone.utc
    digits = text[1:].replace(":", "").ljust(6, "0")
    hours, minutes, seconds = (int(digits[at : at + 2]) for at in (0, 2, 4))
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(-offset if text[0] == "-" else offset)


def _from_seconds(number: int | float) -> datetime:
    if not math.isfinite(number):
        raise ValueError(f"is not a date: {number}")
    if number <= _LAST_SECOND:
        return _EPOCH + timedelta(seconds=number)
    return _EPOCH + timedelta(milliseconds=number)


def duration(text: str) -> int | float:
    """Return how many seconds a duration has: 90d, 1d12h, 1.5 hours, P1DT12H; below 0 with a minus.

    Months and years are not durations, because they are not always as long. Raises ValueError
    saying why it is none.

    >>> duration("1d12h"), duration("90 days"), duration("PT0.5S"), duration("-90s")
    (129600, 7776000, 0.5, -90)
    """
    sign, stripped = (-1, text.strip()[1:]) if text.strip()[:1] == "-" else (1, text.strip())
    try:
        total = sign * sum(Fraction(number) * _UNITS[unit] for number, unit in _parts(stripped))
        found = float(total)
    except OverflowError:
        raise ValueError(f"is too long a duration: {_shorten(text)}") from None
    except ValueError:
        raise ValueError(f"is not a duration: {_shorten(text)}") from None
    return int(total) if total.denominator == 1 else found


def is_duration(text: str) -> bool:
    """Return whether a string is a duration."""
    try:
        return duration(text) is not None
    except ValueError:
        return False


def _parts(text: str) -> list[tuple[str, str]]:
    """Return the numbers of a duration, each with its unit, of which none comes twice."""
    if iso := _ISO.fullmatch(text):
        return [
            (number, unit) for number, unit in zip(iso.groups(), "wdhms", strict=True) if number
        ]
    found, at = [], 0
    while match := _PART.match(text, at):
        found.append((match[1], match[3] or match[2][0]))
        at = match.end()
    if not found or at < len(text) or len({unit for _, unit in found}) < len(found):
        raise ValueError("neither form")
    return found


def _shorten(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
