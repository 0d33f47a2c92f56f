"""Timestamps compared with texts: what is no time, and what equals none.

The engine gives every timestamp in one form, so that the order of texts is the order in time, and
so that text in any other form equals none.
"""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from querykit.expressions.parsing import Tree
from querykit.expressions.typing import suggesting
from querykit.expressions.typing.types import String, Type, choices, present

if TYPE_CHECKING:
    from querykit.expressions.typing.inference import Inference

__all__ = ["hold_against_form", "is_moment"]

_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?\+00:00", re.ASCII)
# What the beginning of a timestamp can be ordered against; nothing at all asks whether it is there.
_ORDERED = re.compile(
    r"\d{0,4}|\d{4}-(?:0[1-9]|1[0-2])?(?:-(?:0[1-9]|[12]\d|3[01])?(?:[T ].*)?)?",
    re.ASCII | re.DOTALL,
)
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?", re.ASCII)
_DURATION = re.compile(r"\d+[smhdw]", re.ASCII)
_WRITE = "a timestamp is text: write '2026-01-31' or ago('90d')"
_WHY = "timestamps are texts such as '2026-01-31T12:00:00+00:00'"


def is_moment(type_: Type) -> bool:
    """Whether all that a value may be, null left out, is a timestamp."""
    found = choices(present(type_))
    return bool(found) and all(isinstance(c, String) and c.format == "timestamp" for c in found)


def hold_against_form(
    walk: Inference, comparison: Tree, node: Tree, other: Tree, type_: Type
) -> bool:
    """Observe a text beside a timestamp that equals none, or cannot be ordered against one."""
    if node["type"] != "literal" or not isinstance(node["value"], str) or not is_moment(type_):
        return False
    text, name = node["value"], suggesting.named(walk, other)
    if comparison["value"] in ("eq", "ne"):
        if not text or _FORM.fullmatch(text):
            return False
        why = "so that != is always true" if comparison["value"] == "ne" else _WHY
        what = f"{name} (a timestamp) and the text {walk.text(node)} are never equal"
        walk.observe("never-true", node, what, _as_equal(walk, other, text), why)
        return True
    if _ORDERED.fullmatch(text):
        return False
    what = f"{walk.text(node)} is no time, and {name} is a timestamp"
    walk.observe("never-true", node, what, _as_ordered(text), _WHY)
    return True


def _as_equal(walk: Inference, other: Tree, text: str) -> str:
    """How a text is written that was meant as a moment, or as a day."""
    if _DAY.fullmatch(text) and _ORDERED.fullmatch(text):
        return f"write starts_with({walk.text(other)}, '{text}')"
    try:
        moment = datetime.fromisoformat(re.sub(r"[Zz]$", "+00:00", text))
    except ValueError:
        return _WRITE
    aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    try:
        return f"write '{aware.astimezone(timezone.utc).isoformat()}'"
    except OverflowError:
        return _WRITE


def _as_ordered(text: str) -> str:
    return f"write ago('{text}')" if _DURATION.fullmatch(text) else _WRITE
