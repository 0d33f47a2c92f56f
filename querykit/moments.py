"""Moments out of every form in which AWS tells one, and durations."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

__all__ = ["as_text", "instant", "moment", "seconds"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# The last second of the year 9999: AWS has no moment before 1978 in milliseconds.
_LAST_SECOND = 253_402_300_799
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SHOWN = 60

_SECOND = r"(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?"
_TIME = rf"(?P<hour>[0-9]{{2}})(?::?(?P<minute>[0-9]{{2}})(?::?{_SECOND})?)?"
_ZONE = r"(?P<zone>Z|UTC|GMT|[+-][0-9]{2}(?::?[0-5][0-9])?)"
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
# Beside a timestamp a year, a month and a date without dashes are no number of seconds.
_BEGINNING = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?|([0-9]{4})([0-9]{2})([0-9]{2})")


def as_text(when: datetime) -> str:
    """A moment as timestamps come from AWS: ISO 8601 text in UTC, whose order is that of time.

    >>> as_text(datetime(2026, 11, 20, 12, tzinfo=timezone.utc))
    '2026-11-20T12:00:00+00:00'
    """
    return when.astimezone(timezone.utc).isoformat()


@lru_cache(maxsize=4096)
def instant(text: str) -> str:
    """The moment that a text is, in the form that timestamps have, to be compared with one.

    A year, a month and a day mean the moment at which they begin. Raises ValueError for text that
    is not a time, without the text.

    >>> instant("2026-11-20T04:00:00-08:00"), instant("2026-11")
    ('2026-11-20T12:00:00+00:00', '2026-11-01T00:00:00+00:00')
    """
    begun = _BEGINNING.fullmatch(text)
    if begun:
        parts = [part for part in begun.groups() if part]
        text = "-".join([*parts, "01", "01"][:3])
    elif _NUMBER.fullmatch(text.strip()):
        raise ValueError("is a number, not a time")
    try:
        return as_text(moment(text))
    except ValueError as error:
        is_form = str(error).startswith("is no date")
        what = "is not a time" if is_form else "is not a time that exists"
        raise ValueError(what) from None


def moment(value: str | int | float) -> datetime:
    """The moment that a text or a number of seconds is. Raises ValueError saying why it is none.

    >>> as_text(moment("20261120T120000Z")), as_text(moment(1795176000))
    ('2026-11-20T12:00:00+00:00', '2026-11-20T12:00:00+00:00')
    """
    try:
        found = _written(value.strip()) if isinstance(value, str) else _counted(value)
        return found.astimezone(timezone.utc)
    except OverflowError:
        raise ValueError(f"is before the year 1 or after 9999: {_shown(value)}") from None


def _written(text: str) -> datetime:
    if _CALENDAR.fullmatch(text):
        raise ValueError(f"may be a date or a number of seconds: {_shown(text)}")
    if _NUMBER.fullmatch(text):
        return _counted(float(text) if set(text) & set(".eE") else int(text))
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            return _composed(text, match.groupdict())
    raise ValueError(f"is no date: {_shown(text)}")


def _composed(text: str, parts: dict[str, str | None]) -> datetime:
    name = (parts.get("name") or "").lower()
    if name and name not in _MONTHS:
        raise ValueError(f"is no date, because no month is called {name!r}: {_shown(text)}")
    month = _MONTHS.index(name) + 1 if name else int(parts["month"] or 0)
    hour, minute, second = (int(parts[unit] or 0) for unit in ("hour", "minute", "second"))
    micros = int((parts["fraction"] or "")[:6].ljust(6, "0"))
    day = (int(parts["year"] or 0), month, int(parts["day"] or 0))
    try:
        return datetime(*day, hour, minute, second, micros, tzinfo=_zone(parts["zone"]))
    except ValueError:
        raise ValueError(f"is a day or a time that there is not: {_shown(text)}") from None


def _zone(text: str | None) -> timezone:
    """AWS's times are in UTC where they do not say."""
    if text is None or text[0] not in "+-":
        return timezone.utc
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _counted(number: int | float) -> datetime:
    if not math.isfinite(number):
        raise ValueError(f"is no date: {number}")
    if number <= _LAST_SECOND:
        return _EPOCH + timedelta(seconds=number)
    return _EPOCH + timedelta(milliseconds=number)


def seconds(period: str | int | float) -> timedelta:
    """How long ``1d12h`` or a number of seconds is. Raises ValueError saying why it is nothing.

    >>> str(seconds("1d12h")), str(seconds(-90))
    ('1 day, 12:00:00', '-1 day, 23:58:30')
    """
    try:
        if not isinstance(period, str):
            if not math.isfinite(period):
                raise ValueError(f"is no duration: {period}")
            return timedelta(seconds=period)
        match = re.fullmatch(r"(-?)((?:[0-9]{1,12}[smhdw])+)", period.strip())
        parts = re.findall("([0-9]+)([smhdw])", match[2]) if match else []
        if match is None or len({unit for _, unit in parts}) < len(parts):
            raise ValueError(f"is no duration: {_shown(period)}")
        total = sum(int(number) * _UNITS[unit] for number, unit in parts)
        return timedelta(seconds=-total if match[1] else total)
    except OverflowError:
        raise ValueError(f"is longer than time is: {_shown(period)}") from None


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
