"""Timestamps compared with strings: how both are read, what is not a time, and what is never found.

The engine returns every timestamp in one form. A string that is compared with one may have any
form of ISO 8601; what functions look for in the text of a timestamp must be in the engine's form.
"""

from __future__ import annotations

import re

from querykit.expressions.functions import signature
from querykit.expressions.instants import Reading, Side
from querykit.expressions.tree import Call, Comparison, Literal, Node
from querykit.expressions.typing import suggestions
from querykit.expressions.typing.walk import Walk
from querykit.moments import instant, is_duration
from querykit.rules import EQUALS_MIDNIGHT, NEVER_TRUE
from querykit.types.types import (
    Anything,
    List,
    Map,
    Record,
    String,
    Type,
    choices,
    present,
)

__all__ = [
    "check_form",
    "check_in_list",
    "check_in_string",
    "is_moment",
    "note_key_reading",
    "note_reading",
]

_DAY = re.compile(r"\d{4}(?:-\d\d){0,2}", re.ASCII)
_WRITE = "timestamps are strings: write '2026-01-31' or ago('90d')"
_WHY = "timestamps are strings like '2026-01-31T12:00:00+00:00'"
# Every character of a timestamp, without and with a fraction of a second, as a class.
_SECONDS = [*r"dddd-", "01", "d", "-", "0123", "d", "T", "012", "d", ":", "012345", "d", ":"]
_SECONDS += ["012345", "d"]
_FORMS = ([*_SECONDS, *"+00:00"], [*_SECONDS, ".", *"dddddd", *"+00:00"])
_TIMES = ("timestamp", "date")
_NAME = re.compile(r"\w+", re.ASCII)
_EMPTY = dict.fromkeys(("eq", "ne"), "an empty string") | dict.fromkeys(
    ("lt", "lte", "gt", "gte"), "before an empty string"
)


def is_moment(type_: Type) -> bool:
    """Return whether every value, apart from null, is a timestamp or a date."""
    found = choices(present(type_))
    return bool(found) and all(isinstance(c, String) and c.format in _TIMES for c in found)


def note_reading(walk: Walk, node: Comparison | Call, left: Type, right: Type) -> None:
    """Note how a node reads the strings that it compares, the types of which are these."""
    operands = node.children
    if isinstance(node, Comparison) and (_has_moments(left) or _has_moments(right)):
        walk.note_reading(node, Reading(None, walk.text(node)))
        return
    walk.note_reading(
        node, _reading(walk.text(node), _form(operands[0], left), _form(operands[1], right))
    )


def _has_moments(type_: Type) -> bool:
    """Return whether a list or an object contains timestamps: ``[Created]``."""
    found = choices(type_)
    inside = [
        *(item for each in found if isinstance(each, List) for item in each.items or (each.of,)),
        *(of for each in found if isinstance(each, Record) for _, of in each.members),
        *(each.of for each in found if isinstance(each, Map)),
    ]
    return any(map(is_moment, inside))


def note_key_reading(walk: Walk, node: Call, keys: Type) -> None:
    """Note that a node orders strings of which some are timestamps, and others in other forms."""
    mixed = _text_form(keys) in ("date", "mixed")
    walk.note_reading(node, Reading(None, walk.text(node)) if mixed else None)


def _reading(text: str, *forms: str | None) -> Reading | None:
    if None in forms or "empty" in forms:
        return None
    if "mixed" in forms:
        return Reading(None, text)
    if set(forms) == {"timestamp"} or not set(forms) & set(_TIMES):
        return None
    first, second = (_side(form) for form in forms)
    return Reading((first, second), text)


def _side(form: str | None) -> Side:
    return "timestamp" if form == "timestamp" else "time"


def _form(node: Node, type_: Type) -> str | None:
    """Return what the strings of an operand are; None if it has none."""
    # '' is before all timestamps, and asks whether there is one.
    return "empty" if isinstance(node, Literal) and node.value == "" else _text_form(type_)


def _text_form(type_: Type) -> str | None:
    for choice in choices(type_):
        if isinstance(choice, Anything):
            return "string"
        if isinstance(choice, String):
            return choice.format if choice.format in (*_TIMES, "mixed") else "string"
    return None


def check_form(walk: Walk, comparison: Comparison, node: Node, other: Node, type_: Type) -> bool:
    """Observe a literal beside a timestamp that is not a time, or that hardly equals one."""
    if not isinstance(node, Literal) or not isinstance(node.value, str) or not is_moment(type_):
        return False
    text, name = node.value, suggestions.label(walk, other)
    if not text:
        return _check_empty(walk, comparison, node, other)
    if not _is_time(text):
        what = f"{walk.text(node)} is not a timestamp, but {name} is"
        walk.observe(NEVER_TRUE, node, what, _instead(text), _WHY)
        return True
    if comparison.is_equality and _DAY.fullmatch(text):
        what = f"{walk.text(node)} equals only timestamps at midnight"
        hint = f"write starts_with({walk.text(other)}, '{text}')"
        walk.observe(EQUALS_MIDNIGHT, node, what, hint)
        return True
    return False


def _check_empty(walk: Walk, comparison: Comparison, node: Node, other: Node) -> bool:
    """Observe '' where it does not test for a timestamp: it is before all of them."""
    operator = comparison.operator
    asks = ("gt", "gte") if comparison.right is node else ("lt", "lte")
    if operator in asks:
        return False
    name = walk.text(other)
    what = f"{suggestions.label(walk, other)} is a timestamp, which is never {_EMPTY[operator]}"
    hint = f"write {name}" if operator == "ne" else f"write !{name}"
    why = "so != is always true" if operator == "ne" else "a missing timestamp is null"
    walk.observe(NEVER_TRUE, node, what, hint if _NAME.fullmatch(name) else None, why)
    return True


def check_in_list(walk: Walk, node: Node, element: Type) -> None:
    """Observe a literal that is looked for among timestamps and is not a time."""
    text = node.value if isinstance(node, Literal) else None
    if isinstance(text, str) and is_moment(element) and not _is_time(text):
        what = f"{walk.text(node)} is not a timestamp, but the elements of the list are"
        walk.observe(NEVER_TRUE, node, what, _instead(text), _WHY)


def check_in_string(walk: Walk, call: Call, argument: Node, subject: Type) -> None:
    """Observe a literal that the text of no timestamp begins with, ends with, or contains."""
    if not isinstance(argument, Literal) or not isinstance(argument.value, str):
        return
    found = choices(present(subject))
    if not found or not all(isinstance(c, String) and c.format == "timestamp" for c in found):
        return
    text, looks = argument.value, signature(call.name).looks
    if any(_is_part(text, form, looks) for form in _FORMS):
        return
    first = call.arguments[0]
    verb = call.name.replace("_", " ")
    what = f"{suggestions.label(walk, first)} is a timestamp, which never {verb} {text!r}"
    walk.observe(NEVER_TRUE, argument, what, _as_part(text, looks), _WHY)


def _is_part(text: str, form: list[str], looks: str) -> bool:
    last = len(form) - len(text)
    if last < 0:
        return False
    starts = {"start": [0], "end": [last]}.get(looks, range(last + 1))
    return any(all(map(_fits, text, form[start:])) for start in starts)


def _fits(character: str, wanted: str) -> bool:
    if wanted == "d":
        return character in "0123456789"
    return character in wanted


def _as_part(text: str, looks: str) -> str | None:
    """Return how to write the part of a date that was most likely meant; None if unknown."""
    parts = re.split(r"[/.]", text)
    if looks != "start" or len(parts) < 2 or not re.fullmatch(r"\d{4}", parts[0]):
        return None
    written = "-".join(part.zfill(2) if part else part for part in parts)
    return f"write '{written}'" if any(_is_part(written, f, looks) for f in _FORMS) else None


def _is_time(text: str) -> bool:
    try:
        return bool(instant(text))
    except ValueError:
        return False


def _instead(text: str) -> str:
    return f"write ago('{text}')" if is_duration(text) else _WRITE
