"""What functions of the shelf give, if their signatures do not say all of it.

A signature writes ``array[array]`` for pairs. That one of a pair is a timestamp, or a number, is
known all the same, and must not be lost: what is compared with it depends on it.
"""

from __future__ import annotations

from collections.abc import Callable

from querykit.expressions.typing.results import inside, names
from querykit.expressions.typing.signatures import elements
from querykit.types.types import (
    ANYTHING,
    INTEGER,
    NOTHING,
    NULL,
    STRING,
    Anything,
    List,
    Map,
    Null,
    Record,
    String,
    Type,
    choices,
    kinds,
    nullable,
    present,
    union,
)

__all__ = ["GIVEN"]

_PAIR = 2
_TEXTS = List(STRING)
_PRINCIPALS = nullable(_TEXTS, Null("a statement has the kinds of principals that it names"))
_EFFECT = String(("Allow", "Deny"))
_STATEMENT = Record(
    (
        ("Sid", nullable(STRING)),
        ("Effect", nullable(_EFFECT)),
        *((name, _TEXTS) for name in ("Action", "NotAction", "Resource", "NotResource")),
        *((name, Map(_PRINCIPALS)) for name in ("Principal", "NotPrincipal")),
        ("Condition", Map(ANYTHING)),
    ),
    open="a statement of a policy",
)


def _zipped(values: list[Type], _: Type) -> Type:
    return List(_tuple(*map(elements, values)))


def _items(values: list[Type], _: Type) -> Type:
    if "unknown" in kinds(values[0]):
        return List(_tuple(STRING, ANYTHING))
    return List(_tuple(names(values[0]), inside(values[0])))


def _tuple(*parts: Type) -> Type:
    return List(union(*parts, NOTHING), parts)


def _from_items(values: list[Type], _: Type) -> Type:
    pairs = choices(elements(values[0]))
    if not all(isinstance(pair, List) for pair in pairs):
        return Map(ANYTHING)
    found = [_parts(pair) for pair in pairs if isinstance(pair, List)]
    keys = union(*(name for name, _ in found), NOTHING)
    return Map(union(*(value for _, value in found), NOTHING), keys=_texts(keys))


def _parts(pair: List) -> tuple[Type, Type]:
    """The types of a name and of a value."""
    if pair.items is not None and len(pair.items) == _PAIR:
        return pair.items[0], pair.items[1]
    return pair.of, pair.of


def _flattened(values: list[Type], _: Type) -> Type:
    """What is in lists at every level; each type is looked at once, however often it is there."""
    waiting, seen, found = [elements(values[0])], set[Type](), []
    while waiting:
        for choice in choices(waiting.pop()):
            if not isinstance(choice, List):
                found.append(choice)
            elif choice.of not in seen:
                seen.add(choice.of)
                waiting.append(choice.of)
    return List(union(*found, NOTHING))


def _grouped(values: list[Type], key: Type) -> Type:
    return _by_key(List(elements(values[0])), key)


def _counted(_: list[Type], key: Type) -> Type:
    return _by_key(INTEGER, key)


def _by_key(of: Type, key: Type) -> Type:
    """An object whose members are named by values: text as it is, and null as ``null``."""
    keys = _texts(key)
    listed = isinstance(keys, String) and kinds(key) <= {"string", "null"}
    return Map(of, names=keys.values if listed and isinstance(keys, String) else (), keys=keys)


def _texts(type_: Type) -> Type:
    """What values are as names of members."""
    if not choices(present(type_)) or isinstance(type_, Anything):
        return STRING
    null = String(("null",), closed=True)
    found = [each if isinstance(each, String) else STRING for each in choices(present(type_))]
    return union(*found, *([null] if NULL.kind in kinds(type_) else []))


def _statements(_: list[Type], __: Type) -> Type:
    return List(_STATEMENT)


GIVEN: dict[str, Callable[[list[Type], Type], Type]] = {
    "count_by": _counted,
    "flatten_all": _flattened,
    "from_items": _from_items,
    "group_by": _grouped,
    "items": _items,
    "policy_statements": _statements,
    "zip": _zipped,
}
"""What a function gives, of its arguments and of what an argument with ``&`` gives."""
