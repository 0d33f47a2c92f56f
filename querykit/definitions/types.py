"""The types of variables: what each accepts, from text and from Python, and what it makes of it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

__all__ = ["TYPES", "coerce", "is_type", "seconds"]

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_WORDS = {"second": "s", "minute": "m", "hour": "h", "day": "d", "week": "w"}
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_PERIOD = re.compile(
    rf"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*(?:([{''.join(_UNITS)}])|({'|'.join(_WORDS)})s?)"
)
_LONGEST = 80


def is_type(name: str) -> bool:
    """Whether a definition may name this type of a variable."""
    return name.removeprefix("list of ") in TYPES


def coerce(type_: str, value: Any, moment: datetime | None = None) -> Any:
    """A value as its type has it, from text (a file, a command line) or from Python's own types.

    moment: what a relative date is relative to; without it, the time now.

    Raises ValueError saying what it is not. None is a value of every type.

    >>> coerce("integer", "5"), coerce("list of string", "a,b"), coerce("duration", "90d")
    (5, ['a', 'b'], 7776000)
    """
    if value is None:
        return None
    if type_ == "any":
        return _plain(value)
    if type_.startswith("list of "):
        return _list(type_.removeprefix("list of "), value, moment)
    return _one(type_, value, moment)


def _one(type_: str, value: Any, moment: datetime | None) -> Any:
    return _date(value, moment) if type_ == "date" else TYPES[type_](value)


def seconds(value: Any) -> float:
    """A positive number of seconds, from a number or a duration. Raises ValueError otherwise.

    >>> seconds("5m"), seconds("0.5"), seconds("1.5 hours"), seconds("90 days")
    (300, 0.5, 5400.0, 7776000)
    """
    number, unit = value, 1
    if isinstance(value, str) and (match := _PERIOD.fullmatch(value.strip())):
        number, unit = match[1], _UNITS[match[2] or _WORDS[match[3]]]
    try:
        found: float = _number(number) * unit
    except (ValueError, OverflowError):
        found = _duration(value) if isinstance(value, timedelta) else 0
    if 0 < found < math.inf:
        return found
    raise ValueError(f"{_shown(value)} is not a positive duration: 90s, 5m, 2h, or seconds")


def _shown(value: Any) -> str:
    """A value for a message, however long it is."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _plain(value: Any) -> Any:
    """Plain data as JSON has it: JMESPath takes a tuple for no list, and a date equals no text."""
    if value is None or isinstance(value, (str, bool, int, float, bytes)):
        return value
    if isinstance(value, date):
        return _date(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    raise ValueError(f"{_shown(value)} is not plain data: text, a number, a list ...")


def _list(of: str, value: Any, moment: datetime | None) -> list[Any]:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")] if value.strip() else []
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"{_shown(value)} is not a list")
    if any(item is None for item in value):
        raise ValueError("a list has no null in it")
    return [_one(of, item, moment) for item in value]


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"{_shown(value)} is not text")


def _integer(value: Any) -> int:
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,30}", value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(f"{_shown(value)} is not an integer")


def _number(value: Any) -> int | float:
    number = value
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,30}", value):
        number = int(value)
    elif isinstance(value, str) and _DECIMAL.fullmatch(value):
        number = float(value)
    if isinstance(number, (int, float)) and not isinstance(number, bool) and math.isfinite(number):
        return number
    raise ValueError(f"{_shown(value)} is not a number")


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in ("true", "false"):
        return value == "true"
    raise ValueError(f"{_shown(value)} is not a boolean: write true or false")


def _account_id(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{12}", value):
        return value
    raise ValueError(f"{_shown(value)} is not an account id: twelve digits, as text")


def _date(value: Any, now: datetime | None = None) -> str:
    """ISO 8601 text, in UTC; a day alone stays a day."""
    if isinstance(value, date):
        moment = _moment(value)
    else:
        text = value.strip() if isinstance(value, str) else ""
        moment = _relative(text, now) or _written(text)
    if moment is None:
        raise ValueError(
            f"{_shown(value)} is not a date: "
            "2026-01-31, 2026-01-31T12:00:00Z, today, now, or 90 days ago"
        )
    return moment


def _moment(value: date) -> str | None:
    """ISO 8601 text of Python's own dates and times; without a zone, they are in UTC."""
    if not isinstance(value, datetime):
        return value.isoformat()
    aware = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
    try:
        return aware.astimezone(timezone.utc).isoformat()
    except OverflowError:  # in UTC it is before the year 1, or after 9999
        return None


def _written(text: str) -> str | None:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text).isoformat()
        if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}", text):
            return _moment(datetime.fromisoformat(re.sub(r"[Zz]$", "+00:00", text)))
    except ValueError:
        pass
    return None


def _relative(text: str, moment: datetime | None) -> str | None:
    now = (moment or datetime.now(timezone.utc)).replace(microsecond=0)
    if text == "now":
        return now.isoformat()
    if text in ("today", "yesterday"):
        return (now.date() - timedelta(days=text == "yesterday")).isoformat()
    if match := re.fullmatch(r"(.+?)\s+ago", text):
        try:
            return (now - timedelta(seconds=_duration(match[1]))).isoformat()
        except (ValueError, OverflowError):
            return None
    return None


def _duration(value: Any) -> int:
    """Seconds."""
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    text = value.strip() if isinstance(value, str) else ""
    match = _PERIOD.fullmatch(text)
    if match and re.fullmatch(r"[0-9]{1,9}", match[1]):
        return int(match[1]) * _UNITS[match[2] or _WORDS[match[3]]]
    raise ValueError(f"{_shown(value)} is not a duration: 90d, 12h, 30m, 45s, 2w or 90 days")


TYPES: dict[str, Callable[[Any], Any]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "duration": _duration,
    "account_id": _account_id,
}
