"""Parameters held against the shape that an operation takes, before any call is made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from botocore.model import Shape
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
_WORDS = {dict: "a mapping", list: "a list", tuple: "a list", str: "text", bool: "true or false"}


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
    if kind == "timestamp" and isinstance(value, str):
        return _in_utc(value)
    expected = _EXPECTED.get(kind)
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


def _in_utc(text: str) -> str:
    """A date or time without a zone, which botocore would take for local time, as one in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if moment.tzinfo else moment.replace(tzinfo=timezone.utc).isoformat()


def _members(
    value: Mapping[str, Any], shape: Any, path: Path, misfits: list[Misfit]
) -> Iterator[tuple[str, Any]]:
    for name, member in value.items():
        if name in shape.members:
            yield name, _fit(member, shape.members[name], (*path, name), misfits)
        else:
            hint = nearest(name, shape.members) or f"known are {_few(shape.members)}"
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
        match = re.search(r"(?:parameter|structure) ([\w.\[\]]+)", line)
        written = re.findall(r"(\w+)|\[(\d+)\]", match[1]) if match else []
        path = tuple(int(index) if index else name for name, index in written)
        yield path, re.sub(r"type: <class .*", "which is of the wrong type", line), None


def _written(path: Path) -> str:
    """Filters[0].Values, as AWS writes it."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _described(value: Any) -> str:
    if value is None:
        return "empty"
    word = _WORDS.get(type(value))
    return f"{word} ({value!r})" if word in ("text", "true or false") else word or repr(value)


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


def _few(names: Mapping[str, Any]) -> str:
    listed = list(names)
    return ", ".join(listed[:12]) + (", ..." if len(listed) > 12 else "")
