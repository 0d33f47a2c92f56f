"""Parameters held against the shape that an operation takes, before any call is made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timezone
from typing import Any

from botocore.model import Shape
from botocore.utils import parse_to_aware_datetime
from botocore.validate import ParamValidator

from querykit.errors import nearest
from querykit.services.operation import Operation

__all__ = ["Misfit", "fit"]

Path = tuple[str | int, ...]
Misfit = tuple[Path, str, str | None]
"""Where in the parameters, what is wrong there, and the fix."""

_EXPECTED: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list, tuple),
    "string": (str,),
    "character": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
}
_WORDS: dict[type, str] = {dict: "a mapping", list: "a list", tuple: "a list"}
_SECONDS = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DAY_IN_DIGITS = re.compile(r"(19|20)\d\d[01]\d[0-3]\d")


def fit(operation: Operation, parameters: Mapping[str, Any]) -> tuple[dict[str, Any], list[Misfit]]:
    """The parameters as the operation takes them, and everything that does not fit.

    Whole numbers and booleans become text where the operation wants text, as they were written:
    ``Values: [443]`` is a filter for '443'.
    """
    shape = operation.input_shape
    if shape is None:
        return {}, [((name,), f"{operation.name} takes no parameters", None) for name in parameters]
    misfits: list[Misfit] = []
    fitted = _fit(dict(parameters), shape, (), misfits)
    if not misfits:
        misfits.extend(_validated(fitted, shape))
    return fitted, misfits


def _fit(value: Any, shape: Any, path: Path, misfits: list[Misfit]) -> Any:
    kind = shape.type_name
    if kind in ("string", "character") and isinstance(value, (bool, int)):
        return str(value).lower()
    if kind == "timestamp":
        return _fit_moment(value, path, misfits)
    expected: Any = _EXPECTED.get(kind)
    is_document = getattr(shape, "is_document_type", False)
    if expected is None or is_document:
        return value
    if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
        misfits.append(
            (path, f"{_written(path)} is {_described(value)}", f"it takes {_word(kind)}")
        )
        return value
    if kind == "structure":
        return dict(_members(value, shape, path, misfits))
    if kind == "map":
        return {k: _fit(v, shape.value, (*path, k), misfits) for k, v in value.items()}
    if kind == "list":
        return [_fit(v, shape.member, (*path, i), misfits) for i, v in enumerate(value)]
    return value


def _fit_moment(value: Any, path: Path, misfits: list[Misfit]) -> Any:
    try:
        return _moment(value)
    except (ValueError, TypeError, RuntimeError, OverflowError, AttributeError):
        what = f"{_written(path)} is {_described(value)}"
        misfits.append((path, what, "it takes a time: 2026-01-31, or 2026-01-31T12:00:00Z"))
        return value


def _moment(value: Any) -> Any:
    """A date or time as botocore takes it; without a zone in UTC, not in local time as it has it.

    Raises one of several exceptions for what is none.
    """
    if isinstance(value, (str, int)) and _DAY_IN_DIGITS.fullmatch(str(value)):
        raise ValueError("botocore takes 20260131 for seconds: a day in August 1970")
    moment = value
    if isinstance(value, str) and not _SECONDS.fullmatch(value):
        moment = datetime.fromisoformat(re.sub(r"[Zz]$", "+00:00", value))
    elif isinstance(value, date) and not isinstance(value, datetime):
        moment = datetime(value.year, value.month, value.day)
    if isinstance(moment, datetime):
        aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        in_utc = aware.astimezone(timezone.utc)
        return in_utc.isoformat() if isinstance(value, str) else in_utc
    parse_to_aware_datetime("" if isinstance(value, bool) else value)
    return value


def _members(
    value: Mapping[str, Any], shape: Any, path: Path, misfits: list[Misfit]
) -> Iterator[tuple[str, Any]]:
    for name, member in value.items():
        if name in shape.members:
            yield name, _fit(member, shape.members[name], (*path, name), misfits)
        else:
            hint = nearest(name, shape.members) or _known(shape.members)
            where = f"{_written(path)} has" if path else "there is"
            misfits.append(((*path, name), f"{where} no parameter {name!r}", hint))
    for name in shape.required_members:
        if name not in value:
            where = f" in {_written(path)}" if path else ""
            misfits.append((path, f"the parameter {name!r} is missing{where}", None))


def _validated(parameters: dict[str, Any], shape: Shape) -> Iterator[Misfit]:
    """What botocore's own validator finds besides: ranges, lengths, unions, dates."""
    report = ParamValidator().validate(parameters, shape).generate_report()
    for line in report.splitlines():
        match = re.search(r"(?:parameter|structure) ([^\s,]+)", line)
        written = re.findall(r"\[(\d+)\]|([^.\[\]]+)", match[1]) if match else []
        path = tuple(int(index) if index else name for index, name in written)
        ill_typed = re.search(r", value: (.*), type: .*, valid types: ", line)
        if match and ill_typed:  # of scalars, _fit() leaves blobs alone
            yield path, f"{match[1]} is {ill_typed[1][:80]}", "it takes text or bytes"
        else:
            yield path, line, None


def _written(path: Path) -> str:
    """Filters[0].Values, as AWS writes it."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _described(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"text ({value!r})"
    kind: type = type(value)
    return _WORDS[kind] if kind in _WORDS else repr(value)


def _word(kind: str) -> str:
    return {
        "structure": "a mapping",
        "map": "a mapping",
        "list": "a list: [...]",
        "boolean": "true or false",
        "integer": "a whole number",
        "long": "a whole number",
        "float": "a number",
        "double": "a number",
    }.get(kind, "text")


def _known(names: Mapping[str, Any]) -> str:
    if not names:
        return "none is taken here"
    listed = list(names)
    return f"known are {', '.join(listed[:12])}" + (", ..." if len(listed) > 12 else "")
