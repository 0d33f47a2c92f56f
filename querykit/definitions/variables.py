"""Variables: their types, their values, and their uses in a query."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from querykit.definitions.document import Path
from querykit.definitions.types import coerce
from querykit.errors import Location, Mistake, VariableError, nearest
from querykit.query import Query, Variable

__all__ = ["as_text", "bind", "is_name", "known", "references", "secrets", "strings", "substitute"]

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_REFERENCE = re.compile(
    rf"\$(?:(?P<dollar>\$)|(?P<plain>{_NAME})|(?P<open>\{{)(?P<braced>{_NAME}\}})?)"
)


class _Gone:
    """The mark of a parameter that is removed because its variable is null."""


_GONE = _Gone()


def is_name(text: str) -> bool:
    """Return whether a string may be the name of a variable.

    >>> is_name("bucket_2"), is_name("2nd")
    (True, False)
    """
    return re.fullmatch(_NAME, text) is not None


def references(text: str) -> Iterator[tuple[int, str | None]]:
    """Yield the variables in a parameter's string, each with its offset.

    The name is None for a ``${`` that is not followed by a name and ``}``.

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
    """Return the parameters with the variables' values in them.

    A string that is only ``$name`` becomes the value, with its type; inside a longer string, and in
    a key, it is written out. A parameter whose value is null is removed. So is an element of a
    list; and if that leaves the list empty, the list is removed too, with the object around it if
    that is itself an element of a list: a filter without values is not a filter.

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
        return _fill_members(value, values)
    if isinstance(value, (list, tuple)):
        items = [_fill_element(item, values) for item in value]
        left = [item for item in items if item is not _GONE]
        return _GONE if items and not left else left
    return value


def _fill_members(value: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for written, member in value.items():
        key = _interpolate(str(written), values)
        if key in members:
            raise VariableError(f"duplicate key {key!r} after variables are filled in")
        members[key] = _fill(member, values)
    return {key: member for key, member in members.items() if member is not _GONE}


def _fill_element(item: Any, values: Mapping[str, Any]) -> Any:
    filled = _fill(item, values)
    if not isinstance(item, Mapping):
        return filled
    lost_a_list = any(
        isinstance(member, (list, tuple)) and _interpolate(str(key), values) not in filled
        for key, member in item.items()
    )
    return _GONE if lost_a_list else filled


def _fill_text(text: str, values: Mapping[str, Any]) -> Any:
    whole = _REFERENCE.fullmatch(text)
    if whole and not whole["dollar"]:
        value = values[_name(whole) or ""]
        return _GONE if value is None else deepcopy(value)
    return _interpolate(text, values)


def _interpolate(text: str, values: Mapping[str, Any]) -> str:
    def written(match: re.Match[str]) -> str:
        if match["dollar"]:
            return "$"
        name = _name(match) or ""
        value = values[name]
        if value is None or isinstance(value, Mapping):
            kind = "null" if value is None else "a mapping"
            what = f"variable {name!r} is {kind} and cannot be part of the string {text!r}"
            raise VariableError(what, hint=f"pass {name} a string, number or boolean")
        return as_text(value)

    return _REFERENCE.sub(written, text)


def as_text(value: Any) -> str:
    """Return a value as it is written inside a longer string: booleans as YAML writes them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(as_text(item) for item in value)
    return str(value)


def secrets(query: Query, given: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the strings that must not be printed: values and defaults of secret variables, and
    parts.
    """
    found = []
    for name, variable in query.variables.items():
        if variable.secret:
            values = [value for value in (variable.default, given.get(name)) if value is not None]
            found += [text for value in values for text in texts_of(value)]
    return tuple(dict.fromkeys(found))


def texts_of(value: Any) -> tuple[str, ...]:
    """Return the strings that a value is written as, in full and in parts."""
    return tuple(filter(None, (as_text(value), *_leaves(value))))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for member in value.values():
            yield from _leaves(member)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _leaves(item)
    elif value is not None and not isinstance(value, bool):
        is_bytes = isinstance(value, bytes)
        yield value.decode("utf-8", "backslashreplace") if is_bytes else str(value)


def bind(query: Query, given: Mapping[str, Any], moment: datetime | None = None) -> dict[str, Any]:
    """Return the value of every variable of a query, each of its type.

    moment: what dates such as ``90 days ago`` are relative to; without it, the time now.

    Raises VariableError with everything that is wrong: values for variables that the query does
    not have, variables without a value, values that are not of their type.
    """
    values, wrong = known(query, given, moment)
    for name in query.variables:
        if name not in values and name not in wrong:
            hint = f"pass --var {name}=... or variables={{{name!r}: ...}}"
            place = query.place("variables", name)
            wrong[name] = Mistake(f"no value for variable {name!r}", place, hint)
    if wrong:
        order = [*(name for name in given if name not in query.variables), *query.variables]
        raise VariableError([wrong[name] for name in order if name in wrong])
    return values


def known(
    query: Query, given: Mapping[str, Any], moment: datetime | None = None
) -> tuple[dict[str, Any], dict[str, Mistake]]:
    """Return the values of the variables that have one, and what is wrong, both by names.

    Wrong is a value for a variable that the query does not have, or one that is not of its type.
    """
    wrong = {name: _unknown(query, name) for name in given if name not in query.variables}
    values = {}
    for name, variable in query.variables.items():
        if name in given or not variable.required:
            try:
                values[name] = coerce(variable.type, given.get(name, variable.default), moment)
            except ValueError as error:
                place = None if name in given else query.place("variables", name)
                wrong[name] = _ill_typed(name, variable, error, place)
    return values, wrong


def _unknown(query: Query, name: str) -> Mistake:
    hint = nearest(name, query.variables) or _known(query)
    return Mistake(f"{_name_query(query)} has no variable {name!r}", hint=hint)


def _ill_typed(name: str, variable: Variable, error: ValueError, place: Location | None) -> Mistake:
    reason = f"it is not of type {variable.type}" if variable.secret else str(error)
    return Mistake(f"variable {name!r}: {reason}", place)


def _name_query(query: Query) -> str:
    return f"the query {query.name}" if query.name else "the query"


def _known(query: Query) -> str:
    if not query.variables:
        return "it has no variables"
    return f"its variables: {', '.join(query.variables)}"


def strings(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield every string inside plain data, also keys, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield (*path, key), str(key)
            yield from strings(member, (*path, key))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from strings(item, (*path, index))
