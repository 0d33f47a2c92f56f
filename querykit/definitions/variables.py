"""Variables: their types, the values given for them, and the places where they stand."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from querykit.definitions.document import Path
from querykit.errors import Location, Mistake, VariableError, nearest
from querykit.query import Query, Variable

__all__ = ["TYPES", "bind", "coerce", "is_type", "references", "substitute"]

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_REFERENCE = re.compile(
    rf"\$(?:(?P<dollar>\$)|(?P<plain>{_NAME})|(?P<open>\{{)(?P<braced>{_NAME}\}})?)"
)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_WORDS = {"second": "s", "minute": "m", "hour": "h", "day": "d", "week": "w"}


class _Gone:
    """Stands for a parameter that is left out, because its variable is null."""


_GONE = _Gone()


def references(text: str) -> Iterator[tuple[int, str | None]]:
    """The variables that stand in a parameter's text, each with its offset.

    The name is None for a ``${`` that does not go on with a name and ``}``.

    >>> list(references("logs/${year}/$month costs 5$ or $$5"))
    [(5, 'year'), (13, 'month')]
    """
    for match in _REFERENCE.finditer(text):
        if not match["dollar"]:
            yield match.start(), _name(match)


def _name(match: re.Match[str]) -> str | None:
    if match["open"]:
        return match["braced"][:-1] if match["braced"] else None
    return match["plain"]


def substitute(parameters: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters with the variables' values in them.

    A text that is only ``$name`` becomes the value, with its type; inside a longer text it is
    written out. A parameter whose value is null is left out. So is an element of a list; and when
    that leaves the list empty, the list goes too, with the structure around it if that is itself
    an element of a list: a filter without values is no filter.

    >>> filters = [{"Name": "vpc-id", "Values": ["$vpc"]}, {"Name": "x", "Values": ["a-$n"]}]
    >>> substitute({"Filters": filters, "MaxResults": "$n"}, {"vpc": None, "n": 5})
    {'Filters': [{'Name': 'x', 'Values': ['a-5']}], 'MaxResults': 5}
    """
    filled = _fill(dict(parameters), values)
    return filled if isinstance(filled, dict) else {}


def _fill(value: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(value, str):
        return _fill_text(value, values)
    if isinstance(value, Mapping):
        members = {key: _fill(member, values) for key, member in value.items()}
        return {key: member for key, member in members.items() if member is not _GONE}
    if isinstance(value, (list, tuple)):
        items = [_fill_element(item, values) for item in value]
        left = [item for item in items if item is not _GONE]
        return _GONE if items and not left else left
    return value


def _fill_element(item: Any, values: Mapping[str, Any]) -> Any:
    filled = _fill(item, values)
    if not isinstance(item, Mapping):
        return filled
    lost_a_list = any(isinstance(item[key], (list, tuple)) for key in item if key not in filled)
    return _GONE if lost_a_list else filled


def _fill_text(text: str, values: Mapping[str, Any]) -> Any:
    whole = _REFERENCE.fullmatch(text)
    if whole and not whole["dollar"]:
        value = values[_name(whole) or ""]
        return _GONE if value is None else value

    def written(match: re.Match[str]) -> str:
        if match["dollar"]:
            return "$"
        name = _name(match) or ""
        if values[name] is None:
            what = f"variable {name!r} is null, and stands inside a longer text: {text!r}"
            raise VariableError(what, hint=f"give {name} a value")
        return as_text(values[name])

    return _REFERENCE.sub(written, text)


def as_text(value: Any) -> str:
    """A value as it is written inside a longer text: true and false as YAML writes them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(as_text(item) for item in value)
    return str(value)


def bind(query: Query, given: Mapping[str, Any]) -> dict[str, Any]:
    """The value of every variable of a query, each of its type.

    Raises VariableError with everything that is wrong: values for variables that the query does
    not have, variables without a value, values that are not of their type.
    """
    mistakes = [
        Mistake(
            f"{_called(query)} has no variable {name!r}",
            hint=nearest(name, query.variables) or _known(query),
        )
        for name in given
        if name not in query.variables
    ]
    values = {}
    for name, variable in query.variables.items():
        place = query.place("variables", name)
        if name not in given and variable.required:
            hint = f"--var {name}=... or variables={{{name!r}: ...}}"
            mistakes.append(Mistake(f"variable {name!r} has no value", place, hint))
            continue
        try:
            values[name] = coerce(variable.type, given.get(name, variable.default))
        except ValueError as error:
            mistakes.append(_ill_typed(name, variable, error, None if name in given else place))
    if mistakes:
        raise VariableError(mistakes)
    return values


def _ill_typed(name: str, variable: Variable, error: ValueError, place: Location | None) -> Mistake:
    reason = f"it is not of type {variable.type}" if variable.secret else str(error)
    return Mistake(f"variable {name!r}: {reason}", place)


def _called(query: Query) -> str:
    return f"the query {query.name}" if query.name else "the query"


def _known(query: Query) -> str:
    if not query.variables:
        return "it has none"
    return f"it has {', '.join(query.variables)}"


def is_type(name: str) -> bool:
    """Whether a definition may name this type of a variable."""
    return name.removeprefix("list of ") in TYPES


def coerce(type_: str, value: Any) -> Any:
    """A value as its type has it, from text (a file, a command line) or from Python's own types.

    Raises ValueError saying what it is not. None is a value of every type.

    >>> coerce("integer", "5"), coerce("list of string", "a,b"), coerce("duration", "90d")
    (5, ['a', 'b'], 7776000)
    """
    if value is None or type_ == "any":
        return value
    if type_.startswith("list of "):
        return _list(type_.removeprefix("list of "), value)
    return TYPES[type_](value)


def _list(of: str, value: Any) -> list[Any]:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")] if value.strip() else []
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"{value!r} is not a list")
    if any(item is None for item in value):
        raise ValueError("a list has no null in it")
    return [TYPES[of](item) for item in value]


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"{value!r} is not text")


def _integer(value: Any) -> int:
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,30}", value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(f"{value!r} is not an integer")


def _number(value: Any) -> int | float:
    if isinstance(value, str):
        try:
            value = _integer(value)
        except ValueError:
            value = float(value) if re.fullmatch(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?", value) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return value
    raise ValueError(f"{value!r} is not a number")


def _boolean(value: Any) -> bool:
    if value in ("true", "false"):
        return bool(value == "true")
    if isinstance(value, bool):
        return value
    raise ValueError(f"{value!r} is not a boolean: write true or false")


def _account_id(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{12}", value):
        return value
    raise ValueError(f"{value!r} is not an account id: twelve digits, as text")


def _date(value: Any) -> str:
    """ISO 8601 text, in UTC; a day alone stays a day."""
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        return aware.astimezone(timezone.utc).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = value.strip() if isinstance(value, str) else ""
    if moment := _relative(text):
        return moment
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text).isoformat()
        if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}", text):
            return _date(datetime.fromisoformat(re.sub(r"[Zz]$", "+00:00", text)))
    except ValueError:
        pass
    raise ValueError(
        f"{value!r} is not a date: 2026-01-31, 2026-01-31T12:00:00Z, today, now, or 90 days ago"
    )


def _relative(text: str) -> str | None:
    now = datetime.now(timezone.utc).replace(microsecond=0)
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
    words = "|".join(_WORDS)
    if match := re.fullmatch(rf"([0-9]{{1,9}})\s*(?:([smhdw])|({words})s?)", text):
        return int(match[1]) * _UNITS[match[2] or _WORDS[match[3]]]
    raise ValueError(f"{value!r} is not a duration: 90d, 12h, 30m, 45s, 2w or 90 days")


TYPES: dict[str, Callable[[Any], Any]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "duration": _duration,
    "account_id": _account_id,
}


def strings(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text inside plain data, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from strings(member, (*path, key))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from strings(item, (*path, index))
