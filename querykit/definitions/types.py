"""The types of variables: the values that each accepts from text and Python, and their results."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from querykit import moments
from querykit.definitions.document import MOST_DEPTH
from querykit.types.notation import element

__all__ = ["TYPES", "coerce", "seconds"]

_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LONGEST = 80


def coerce(type_: str, value: Any, moment: datetime | None = None) -> Any:
    """Return a value converted to its type, from text (a file, a command line) or from Python's
    types.

    moment: what a relative date is relative to; without it, the time now.

    Raises ValueError, which says what it is not. None is a value of every type.

    >>> coerce("integer", "5"), coerce("list of string", "a,b"), coerce("duration", "90d")
    (5, ['a', 'b'], 7776000)
    """
    if value is None:
        return None
    if type_ == "any":
        return _plain(value)
    if of := element(type_):
        return _list(of, value, moment)
    return _one(type_, value, moment)


def _one(type_: str, value: Any, moment: datetime | None) -> Any:
    return _date(value, moment) if type_ == "date" else TYPES[type_](value)


def seconds(value: Any) -> float:
    """Return a positive number of seconds, from a number or a duration.

    Raises ValueError for anything else.

    >>> seconds("5m"), seconds("0.5"), seconds("1.5 hours"), seconds("90 days")
    (300, 0.5, 5400, 7776000)
    """
    found: float = 0
    try:
        if isinstance(value, timedelta):
            found = int(value.total_seconds())
        elif isinstance(value, str) and moments.is_duration(value):
            found = moments.duration(value)
        else:
            found = _number(value)
    except (ValueError, OverflowError):
        pass
    if 0 < found < math.inf:
        return found
    what = "a positive duration such as 90s, 5m or 1h30m, or a number of seconds"
    raise ValueError(f"{_shown(value)} is not {what}")


def _shown(value: Any) -> str:
    """Return a value for a message, however long it is."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _plain(value: Any, depth: int = 0) -> Any:
    """Return plain data as JSON has it: for JMESPath a tuple is not a list, nor a date a string."""
    if depth > MOST_DEPTH:
        raise ValueError(f"it is nested more than {MOST_DEPTH} levels deep")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is not a number")
    if value is None or isinstance(value, (str, bool, int, float, bytes)):
        return value
    if isinstance(value, date):
        return _date(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(member, depth + 1) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, depth + 1) for item in value]
    raise ValueError(f"{_shown(value)} is not plain data: text, a number, a list ...")


def _list(of: str, value: Any, moment: datetime | None) -> list[Any]:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")] if value.strip() else []
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"{_shown(value)} is not a list")
    if any(item is None for item in value):
        raise ValueError("a list cannot contain null")
    return [_one(of, item, moment) for item in value]


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"{_shown(value)} is not a string")


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
    raise ValueError(f"{_shown(value)} is not a boolean: use true or false")


def _account_id(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{12}", value):
        return value
    raise ValueError(f"{_shown(value)} is not an account ID: use 12 digits, as a string")


def _date(value: Any, now: datetime | None = None) -> str:
    """Return an ISO 8601 string in UTC; a date without a time stays a date."""
    try:
        if isinstance(value, str):
            return _relative(value.strip(), now) or _as_text(moments.day_or_moment(value))
        if isinstance(value, date):
            return _as_text(value)
    except (ValueError, OverflowError):  # of the latter, one that UTC does not have
        pass
    what = f"{moments.DATE}, or today, yesterday, now or '90 days ago'"
    raise ValueError(f"{_shown(value)} is not a date: use {what}")


def _as_text(value: date) -> str:
    return moments.as_text(value) if isinstance(value, datetime) else value.isoformat()


def _relative(text: str, moment: datetime | None) -> str | None:
    """Return the point in time that a string names from now; None if it does not name one."""
    now = (moment or datetime.now(timezone.utc)).replace(microsecond=0)
    if text == "now":
        return now.isoformat()
    if text in ("today", "yesterday"):
        return (now.date() - timedelta(days=text == "yesterday")).isoformat()
    period = re.fullmatch(r"([^-].*?)\s+ago", text)
    return (now - timedelta(seconds=moments.duration(period[1]))).isoformat() if period else None


def _duration(value: Any) -> int:
    """Return a number of seconds, as AWS's parameters take durations."""
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    found = moments.duration(value) if _is_duration(value) else -1
    if found < 0:
        raise ValueError(f"{_shown(value)} is not {moments.DURATION}")
    if not isinstance(found, int):
        raise ValueError(f"{_shown(value)} is not an integer number of seconds")
    return found


def _is_duration(value: Any) -> bool:
    return isinstance(value, str) and moments.is_duration(value)


TYPES: dict[str, Callable[[Any], Any]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "duration": _duration,
    "account_id": _account_id,
}
