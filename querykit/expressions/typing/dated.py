"""Strings that are times, although the model does not call them timestamps, compared as strings."""

from __future__ import annotations

import re

from querykit.expressions.tree import Comparison, Field, Literal, Node, Subexpression
from querykit.expressions.typing import suggestions
from querykit.expressions.typing.walk import Walk
from querykit.moments import instant, is_duration
from querykit.rules import TIME_AS_TEXT
from querykit.types.types import String, Type, choices, kinds, present

__all__ = ["check_time_as_text", "is_dated"]

_NAME = re.compile(r"(?:Date|Time|Timestamp|Modified|At|On)$|^(?:date|time|timestamp)$")
_SHAPE = re.compile(r"timestamp|date_?time|8601", re.IGNORECASE)
_SAYS = re.compile(
    r"ISO[- ]?8601|RFC ?3339|\bdate and time\b|\btimestamp\b|\bthe (?:date|time)\b", re.IGNORECASE
)
_COUNTS = re.compile(r"\bepoch\b|\bunix\b|milliseconds|\bhh:mm\b", re.IGNORECASE)
# The order of these letters is that of time.
_IN_ORDER = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\d\d(?::?\d\d)?.*)?)?)?", re.ASCII)
_OFFSET = re.compile(r"\d{4}-.*[T ]\d\d.*[+-]\d\d(?::?\d\d)?", re.ASCII)
_UTC = re.compile(r".*[+-]00(?::?00)?", re.ASCII)


def is_dated(name: str, text: String) -> bool:
    """Return whether a field is a time, according to its name and its shape or documentation."""
    if text.format or text.values or text.shape is None or not _NAME.search(name):
        return False
    said = re.sub(r"<[^>]*>", "", text.shape.documentation)
    if _COUNTS.search(said[:300]):
        return False
    return bool(_SHAPE.search(text.shape.name) or _SAYS.search(said[:300]))


def check_time_as_text(
    walk: Walk, comparison: Comparison, node: Node, other: Node, type_: Type
) -> bool:
    """Observe a literal compared with a time in a string if the order of strings is misleading."""
    name = _member(other)
    if not isinstance(node, Literal) or not isinstance(node.value, str) or name is None:
        return False
    found = [choice for choice in choices(present(type_)) if isinstance(choice, String)]
    if kinds(present(type_)) != {"string"} or not is_dated(name, found[0]):
        return False
    why = _why_misleading(node.value, comparison.operator)
    if why is None:
        return False
    what = f"{suggestions.label(walk, other)} is a timestamp, but is compared as a string"
    value = node.value
    after = f" and ago('{value}')" if is_duration(value) else ""
    hint = f"write to_date({walk.text(other)}){after}"
    walk.observe(TIME_AS_TEXT, node, what, hint, why)
    return True


def _member(node: Node) -> str | None:
    """Return the name of the field that an operand is; None for anything else."""
    while isinstance(node, Subexpression):
        node = node.parts[-1]
    return node.name if isinstance(node, Field) else None


def _why_misleading(text: str, operator: str) -> str | None:
    """Return why comparing a string with a time as strings is misleading; None if it is not."""
    if not text:
        return None
    if _OFFSET.fullmatch(text) and not _UTC.fullmatch(text):
        return "as a string, its offset is ignored"
    if operator not in ("eq", "ne"):
        return None if _IN_ORDER.fullmatch(text) else "as a string, it is not ordered by time"
    try:
        instant(text)
    except ValueError:
        return None
    return "the same timestamp can be written in several ways" if ":" in text else None
