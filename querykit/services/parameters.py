"""Parameters checked against the shape of an operation's input, before any call."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from botocore.model import Shape
from botocore.utils import parse_to_aware_datetime
from botocore.validate import ParamValidator

from querykit import moments
from querykit.mistakes import Mistake, Part, closest, nearest
from querykit.rules import MISSING_PARAMETER, PARAMETER_TYPE, UNKNOWN_PARAMETER
from querykit.services.operation import Operation
from querykit.types import notation, words
from querykit.types.shapes import of_shape
from querykit.types.types import List, Type, choices, present

__all__ = ["Open", "Path", "at", "fit", "written"]

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Open:
    """A placeholder in parameters for a value that is not known yet: of a variable, or a string
    with one.

    type: the type of the value. name: the variable's; empty inside a longer string.
    """

    type: Type
    name: str = ""

    def fits(self, shape: Any) -> bool:
        """Return whether some value of the type fits a shape."""
        return any(_fits(choice, shape) for choice in choices(present(self.type)))


# The kinds of values that a shape takes, where it takes more than its own.
_TAKEN = {
    "string": {"string", "number", "boolean"},
    "character": {"string", "number", "boolean"},
    "timestamp": {"string", "number"},
}


def _fits(choice: Type, shape: Any) -> bool:
    wanted = of_shape(shape)
    if "unknown" in (choice.kind, wanted.kind) or shape.type_name == "blob":
        return True
    if isinstance(choice, List) and isinstance(wanted, List):
        return Open(choice.of).fits(shape.member)
    return choice.kind in _TAKEN.get(shape.type_name, {wanted.kind})


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
# What botocore's own validator says of a value that is below a limit.
_TOO_SMALL = re.compile(
    r"for parameter (?P<name>\S+), value: (?P<value>.*),"
    r" valid min (?P<kind>value|length): (?P<least>\S+)"
)
_SECONDS = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def at(path: Path, what: str, hint: str | None = None, rule: str = PARAMETER_TYPE) -> Mistake:
    """Return a mistake in the parameters, at a path in them."""
    is_key = rule == UNKNOWN_PARAMETER
    return Mistake(what, hint=hint, rule=rule, part=Part(("parameters", *path), is_key=is_key))


def fit(
    operation: Operation, parameters: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Mistake]]:
    """Return the parameters as the operation takes them, and everything that does not fit.

    Integers and booleans become strings if the operation expects strings, as they were written:
    ``Values: [443]`` is a filter for '443'.
    """
    shape = operation.input_shape
    if shape is None:
        what = f"{operation.name} takes no parameters"
        return {}, [at((name,), what, rule=UNKNOWN_PARAMETER) for name in parameters]
    misfits: list[Mistake] = []
    fitted = _fit(dict(parameters), shape, (), misfits)
    if not misfits:
        misfits.extend(_validate(fitted, shape))
    return fitted, misfits


def _fit(value: Any, shape: Any, path: Path, misfits: list[Mistake]) -> Any:
    kind = shape.type_name
    if isinstance(value, Open):
        if not value.fits(shape):
            what = f"{written(path)} cannot be {_describe(value)}"
            misfits.append(at(path, what, f"expected {words.phrase(of_shape(shape))}"))
        return value
    if kind in ("string", "character") and isinstance(value, (bool, int)):
        return str(value).lower()
    if kind == "timestamp":
        return _fit_moment(value, path, misfits)
    expected: Any = _EXPECTED.get(kind)
    is_document = getattr(shape, "is_document_type", False)
    if expected is None or is_document:
        return value
    if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
        what = f"{written(path)} cannot be {_describe(value)}"
        misfits.append(at(path, what, f"expected {words.phrase(of_shape(shape))}"))
        return value
    if kind == "structure":
        return dict(_members(value, shape, path, misfits))
    if kind == "map":
        entries = [(f"${k.name}" if isinstance(k, Open) else k, v) for k, v in value.items()]
        return {k: _fit(v, shape.value, (*path, k), misfits) for k, v in entries}
    if kind == "list":
        return [_fit(v, shape.member, (*path, i), misfits) for i, v in enumerate(value)]
    return value


def _fit_moment(value: Any, path: Path, misfits: list[Mistake]) -> Any:
    try:
        return _moment(value)
    except (ValueError, TypeError, RuntimeError, OverflowError, AttributeError):
        what = f"{written(path)} cannot be {_describe(value)}"
        misfits.append(at(path, what, f"expected {moments.DATE}"))
        return value


def _moment(value: Any) -> Any:
    """Return a date or time as botocore takes it, in UTC; a number of seconds as it is.

    Raises one of several exceptions for anything else.
    """
    if isinstance(value, datetime):
        return moments.in_utc(value)
    if isinstance(value, date):
        return moments.in_utc(datetime.combine(value, time.min))
    if isinstance(value, str) and not _SECONDS.fullmatch(value):
        return moments.as_text(moments.moment(value))
    if isinstance(value, bool) or moments.is_ambiguous(str(value)):
        raise ValueError("botocore takes true for 1 and 20260131 for a day in August 1970")
    parse_to_aware_datetime(value)
    return value


def _members(
    value: Mapping[str, Any], shape: Any, path: Path, misfits: list[Mistake]
) -> Iterator[tuple[str, Any]]:
    meant: set[str] = set()
    for name, member in value.items():
        if isinstance(name, Open):
            continue
        if name in shape.members:
            yield name, _fit(member, shape.members[name], (*path, name), misfits)
        else:
            hint = nearest(name, shape.members) or _known(shape.members)
            meant.update(closest(name, shape.members))
            where = f"{written(path)} has" if path else "the operation has"
            what = f"{where} no parameter {name!r}"
            misfits.append(at((*path, name), what, hint, UNKNOWN_PARAMETER))
    for name in shape.required_members:
        if name not in {*value, *meant} and not any(isinstance(key, Open) for key in value):
            what = f"missing required parameter {name!r}" + (f" in {written(path)}" if path else "")
            misfits.append(at(path, what, None, MISSING_PARAMETER))


def _validate(parameters: dict[str, Any], shape: Shape) -> Iterator[Mistake]:
    """Yield what botocore's own validator finds besides: ranges, lengths, unions, dates."""
    report = ParamValidator().validate(parameters, shape).generate_report()
    for line in report.splitlines():
        match = re.search(r"(?:parameter|structure) ([^\s,]+)", line)
        parts = re.findall(r"\[(\d+)\]|([^.\[\]]+)", match[1]) if match else []
        path = tuple(int(index) if index else name for index, name in parts)
        if isinstance(_at(parameters, path), Open) or "(key: $" in line:
            continue
        ill_typed = re.search(r", value: (.*), type: .*, valid types: ", line)
        if small := _TOO_SMALL.search(line):
            verb = "is" if small["kind"] == "value" else "has a length of"
            what = f"{small['name']} {verb} {small['value']}"
            yield at(path, what, f"the minimum is {small['least']}")
        elif match and ill_typed:  # of scalars, _fit() leaves blobs alone
            yield at(path, f"{match[1]} is {ill_typed[1][:80]}", "expected a string or bytes")
        else:
            yield at(path, line)


def _at(value: Any, path: Path) -> Any:
    """Return what is at a path, None if nothing is."""
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def written(path: Path) -> str:
    """Return a path as AWS writes it: Filters[0].Values."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _describe(value: Any) -> str:
    if isinstance(value, Open):
        return f"${value.name}, of type {notation.write(value.type)}" if value.name else "a string"
    return words.phrase_value(value)


def _known(names: Mapping[str, Any]) -> str:
    if not names:
        return "no fields are accepted here"
    listed = list(names)
    return f"valid names: {', '.join(listed[:12])}" + (", ..." if len(listed) > 12 else "")
