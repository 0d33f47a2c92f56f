"""A first expression over an operation's response: its main list, and its most useful columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from querykit.expressions.unparser import quote
from querykit.services.operation import Operation
from querykit.services.pagination.lists import at
from querykit.services.required import named
from querykit.types.words import name_shape

__all__ = ["first_expression"]

_MOST_COLUMNS = 6
_FEWEST_COLUMNS = 2
# A thing that is little more than a list of others is what these are wrapped in.
_WRAPPING = 5
_INNER = 4
_SCALARS = ("string", "integer", "number", "boolean", "timestamp")
# The most useful fields of a thing, in the order of its columns; other fields come after.
_TELLING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"name$|title$|^key$",
        r"id$|identifier$",
        r"arn$",
        r"^(?!last).*(status|state)$",
        r"type$|class$|engine$|runtime$",
        r"(creat|launch|start|modif|updat)\w*(time|date|at|on)$|^(creation|last)\w*(date|time)$",
        r"size|count$|region|zone|version$|encrypted|enabled",
    )
)
_LEFT_OUT = re.compile(
    r"token$|marker$|password|secret|requestid$|^ownerid$|reason|message|description|^is?truncated",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"error|fail|warning|unprocessed|metadata|token|marker", re.IGNORECASE)
_SAID_INSIDE = re.compile(r"^(state|status)$", re.IGNORECASE)
_VERB = re.compile(r"^[A-Z][a-z]+")
_SAYING = ("Name", "Code", "State", "Status", "Value")


def first_expression(operation: Operation) -> str | None:
    """Return an expression to begin with, one row per thing; None if the response has no fields.

    >>> from querykit.services.operation import operation
    >>> first_expression(operation("iam", "list_users"))
    'Users[].{name: UserName, id: UserId, arn: Arn, create_date: CreateDate, path: Path}'
    """
    shape = operation.output_shape
    if shape is None or not shape.members:
        return None
    for path in operation.paging.result_keys[:1]:
        found = at(shape, path)
        if found is not None:
            return _of(found, path)
    name = _main(shape)
    thing = _VERB.sub("", operation.name)
    return _of(shape, "", thing) if name is None else _of(shape.members[name], name)


def _main(shape: Any) -> str | None:
    """Return the field that a response is about; None if it is about all of them."""
    left_out = (_ASIDE, _LEFT_OUT)
    known = {
        name: member
        for name, member in shape.members.items()
        if not any(pattern.search(name) for pattern in left_out)
    }
    for kind in ("list of structure", "structure"):
        found = [name for name, member in known.items() if name_shape(member) == kind]
        if found and (kind != "structure" or len(_facts(shape)) <= 1):
            return str(max(found, key=lambda name: len(_inner(known[name]).members)))
    if len(_facts(shape)) > 1:
        return None
    return next(iter(known or shape.members), None)


def _inner(shape: Any) -> Any:
    return shape.member if shape.type_name == "list" else shape


def _facts(shape: Any) -> list[str]:
    return [
        name
        for name, member in shape.members.items()
        if name_shape(member) in _SCALARS
        and not _LEFT_OUT.search(name)
        and not member.metadata.get("sensitive")
    ]


def _of(shape: Any, path: str, thing: str = "") -> str:
    """Return the most useful fields of what is at a path; of a list, those of each element."""
    text = ".".join(map(quote, path.split("."))) if path else ""
    while shape.type_name == "list":
        text, shape = f"{text}[]", shape.member
    if shape.type_name != "structure" or not shape.members:
        return text
    if "[]" in text and (name := _wrapped(shape)):
        return f"{text}.{_of(shape.members[name], name)}"
    nouns = (path.rpartition(".")[2], shape.name, thing)
    columns = dict(_columns(shape, [named((noun,)).split("_") for noun in nouns if noun]))
    if len(columns) < min(len(shape.members), _FEWEST_COLUMNS):
        return text or "@"
    chosen = "{" + ", ".join(f"{key}: {path}" for key, path in columns.items()) + "}"
    return f"{text}.{chosen}" if text else chosen


def _wrapped(shape: Any) -> str | None:
    """Return the list in a thing that has little besides, and whose elements have much more."""
    if len(shape.members) > _WRAPPING:
        return None
    for name, member in shape.members.items():
        if name_shape(member) == "list of structure":
            inner = len(member.member.members)
            if inner >= _INNER * len(shape.members):
                return str(name)
    return None


def _columns(shape: Any, nouns: list[list[str]]) -> Iterator[tuple[str, str]]:
    """Yield the columns of a thing: the name of each, and the path of the member in it."""
    keys = {name: _key(name, nouns) for name in _candidates(shape)}
    taken: set[str] = set()
    for name in _chosen(keys):
        inside = _said_inside(shape.members[name], name)
        key = named((name,)) if keys[name] in taken else keys[name]
        if key not in taken:
            taken.add(key)
            yield key, quote(name) + (f".{inside}" if inside else "")


def _candidates(shape: Any) -> Iterator[str]:
    yield from _facts(shape)
    yield from (name for name, member in shape.members.items() if _said_inside(member, name))


def _chosen(keys: dict[str, str]) -> list[str]:
    """Return the names of the most useful fields: the best of each kind, then the others."""
    ranked = sorted(keys, key=lambda name: (_rank(name), _distance(keys[name])))
    best = {_rank(name): name for name in reversed(ranked)}
    first = [best[rank] for rank in sorted(best) if rank < len(_TELLING)]
    others = [name for name in ranked if name not in first]
    chosen = [*first, *others][:_MOST_COLUMNS]
    return sorted(chosen, key=ranked.index)


def _rank(name: str) -> int:
    return next((i for i, telling in enumerate(_TELLING) if telling.search(name)), len(_TELLING))


def _distance(key: str) -> int:
    """Return how far a member is from what the thing itself is: its id is nearer than that of
    another.
    """
    return key.count("_")


def _said_inside(member: Any, name: str) -> str | None:
    """Return the member of a structure such as State that says it."""
    if member.type_name != "structure" or not _SAID_INSIDE.search(name):
        return None
    known = {each.lower(): each for each in member.members}
    said = (known[each.lower()] for each in _SAYING if each.lower() in known)
    return next((each for each in said if name_shape(member.members[each]) == "string"), None)


def _key(name: str, nouns: list[list[str]]) -> str:
    """Return a column's name: the member's, without the name of the thing in front."""
    words = named((name,)).split("_")
    for of in nouns:
        singular = [*of[:-1], re.sub(r"(?<=[^s])s$|(?<=s)es$", "", of[-1])]
        for begin in range(len(singular)):
            part = singular[begin:]
            if words[: len(part)] == part and len(words) > len(part):
                return "_".join(words[len(part) :])
    return "_".join(words)
