"""Parameter values checked against AWS's models: enums, limits, patterns.

botocore sends values outside of these, and AWS may accept them: it adds values and raises limits
before a model has them. ``parameters.fit()`` finds what botocore itself rejects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from querykit.mistakes import Mistake, nearest, other_case
from querykit.rules import PARAMETER_VALUE
from querykit.services.operation import Operation
from querykit.services.parameters import Path, at, written

__all__ = ["doubts"]

_NUMBERS = ("integer", "long", "float", "double")
_LISTED = 8
# A pattern may take long over a long text.
_LONGEST = 128
# More parts of any length than these in a row may be tried in too many ways.
_MOST_PARTS = 4
_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?<?[:=!]|[()]|[*+?|]|\{\d*,\d*\}", re.DOTALL
)
_REPEATED = re.compile(r"[*+]|\{(?:\d*,|(?!1\})\d+\})")


def doubts(operation: Operation, parameters: Mapping[str, Any]) -> Iterator[Mistake]:
    r"""Yield the values of an operation's parameters that its model does not have.

    >>> from querykit.services.operation import operation
    >>> given = {"Attribute": "instancetype", "InstanceId": "i-1"}
    >>> [found] = doubts(operation("ec2", "describe_instance_attribute"), given)
    >>> print(found.what, found.hint, sep="\n")
    'instancetype' is not a valid value for Attribute
    did you mean 'instanceType'? Case matters
    """
    if operation.input_shape is not None:
        yield from _inside(parameters, operation.input_shape, ())


def _inside(value: Any, shape: Any, path: Path) -> Iterator[Mistake]:
    kind = shape.type_name
    if kind == "structure" and isinstance(value, Mapping):
        for name, member in value.items():
            if name in shape.members:
                yield from _inside(member, shape.members[name], (*path, name))
    elif kind == "map" and isinstance(value, Mapping):
        yield from _too_much(len(value), "entries", shape, path)
        for name, member in value.items():
            yield from _inside(member, shape.value, (*path, name))
    elif kind == "list" and isinstance(value, (list, tuple)):
        yield from _too_much(len(value), "elements", shape, path)
        for index, item in enumerate(value):
            yield from _inside(item, shape.member, (*path, index))
    elif kind == "string" and isinstance(value, (str, bool, int)):
        yield from _text(value if isinstance(value, str) else str(value).lower(), shape, path)
    elif isinstance(value, (int, float)) and kind in _NUMBERS:
        most = shape.metadata.get("max")
        if most is not None and value > most:
            yield _doubt(path, f"{written(path)} is {value}", f"the maximum is {most}")


def _doubt(path: Path, what: str, hint: str) -> Mistake:
    return at(path, what, hint, PARAMETER_VALUE)


def _too_much(length: int, what: str, shape: Any, path: Path) -> Iterator[Mistake]:
    most = shape.metadata.get("max")
    if most is not None and length > most:
        hint = f"the maximum is {most}"
        yield _doubt(path, f"{written(path)} has {length} {what}", hint)


def _text(text: str, shape: Any, path: Path) -> Iterator[Mistake]:
    if shape.enum:
        if text not in shape.enum:
            shown = f"{text!r} is not a valid value for {written(path)}"
            yield _doubt(path, shown, _instead(text, shape.enum))
        return
    yield from _too_much(len(text), "characters", shape, path)
    pattern = shape.metadata.get("pattern")
    if pattern and not _matches(pattern, text):
        what = f"{text!r} is not a valid value for {written(path)}"
        yield _doubt(path, what, f"it must match {pattern}")


def _instead(text: str, enum: list[str]) -> str:
    listed = ", ".join(enum[:_LISTED]) + (", ..." if len(enum) > _LISTED else "")
    return other_case(text, enum) or nearest(text, enum) or f"valid values: {listed}"


def _matches(pattern: str, text: str) -> bool:
    """Return whether a pattern matches anywhere, as most are intended; true if it is unknown."""
    try:
        looked_at = len(text) <= _LONGEST and _is_quick(pattern)
        return not looked_at or re.search(pattern, text) is not None
    except (re.error, OverflowError):  # it is Java's, with names of characters that re has not
        return True


@lru_cache(maxsize=1024)
def _is_quick(pattern: str) -> bool:
    """Return whether a pattern takes no time that grows beyond measure with the text.

    It does where something of any length is repeated in a group that is repeated, too: Python
    tries all ways to divide a text among them.
    """
    groups: list[bool] = []
    parts = 0
    for token in _TOKEN.finditer(pattern):
        written = token[0]
        if written.startswith("("):
            groups.append(False)
        elif written == ")" and groups:
            varies = groups.pop()
            if varies and _REPEATED.match(pattern, token.end()):
                return False
            if groups:
                groups[-1] |= varies
        elif written[0] in "*+?|{":
            parts += written not in "?|"
            groups[-1:] = [True] if groups else []
    return parts <= _MOST_PARTS
