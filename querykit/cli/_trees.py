"""Fields of shapes as lines: a tree with types, values and documentation, cut to a width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from querykit.result import counted
from querykit.services.shapes import Member, limits
from querykit.types.words import name_shape

__all__ = ["Line", "clip", "label", "line_of", "tree", "widest"]

# Of a terminal's columns, what names may take; one that is longer has a line of its own.
_NAMES_SHARE = 0.45
_WIDEST_TYPE = 20
_NARROWEST = 24
_MOST_VALUES = 24
_WORDS = {"structure": "object"}
_MOST_LINES = 2  # of the values of an enumeration


@dataclass(frozen=True)
class Line:
    """A field to show: its step and depth in the tree, its full path, and what it is.

    shown: its type as the tree shows it, if that differs.
    """

    step: str
    path: str
    depth: int
    type: str
    shown: str | None = None
    values: tuple[str, ...] = ()
    required: bool = False
    title: str = ""
    documentation: str = ""

    def row(self, where: str) -> dict[str, Any]:
        """Return the field as a row for machines; where: parameters, output or row."""
        return {
            "in": where,
            "path": self.path,
            "type": self.type,
            "required": self.required,
            "values": list(self.values),
            "documentation": self.documentation,
        }


def line_of(member: Member, *, deepest: int, is_parameter: bool = False, note: str = "") -> Line:
    """Return a field of a shape as a line.

    deepest: how deep the tree goes; a field at that depth shows how many fields it has.
    note: shown instead of its documentation.
    """
    return Line(
        step=member.step,
        path=member.path,
        depth=member.depth,
        type=_WORDS.get(name_shape(member.inner), name_shape(member.inner)),
        shown=_shown(member, deepest, is_parameter),
        values=member.enum,
        required=member.required and is_parameter,
        title=note or member.title,
        documentation=note or member.documentation,
    )


def _shown(member: Member, deepest: int, is_parameter: bool) -> str:
    """Describe a type in a word or two; for a collapsed structure, its number of fields."""
    type_ = name_shape(member.inner)
    if is_parameter and type_ in ("integer", "number") and (allowed := limits(member.inner)):
        return f"{type_}, {allowed}"
    if type_ != "structure":
        return type_
    if member.repeats:
        return "as above"
    return counted(member.within, "field") if member.depth == deepest else ""


def tree(lines: Sequence[Line], width: int | None) -> Iterator[str]:
    """Yield the lines of a tree, cut to a width in columns."""
    names = [_indent(line) for line in lines]
    types = [line.type if line.shown is None else line.shown for line in lines]
    second = min(max(map(len, types), default=0), _WIDEST_TYPE)
    first = widest(names, width)
    begin = first + second + 4
    for name, type_, line in zip(names, types, lines, strict=True):
        said = f"{type_:<{second}}  {_said(line)}".rstrip()
        yield from label(name, first, said, width)
        yield from _values(line.values, begin, width)


def widest(names: Sequence[str], width: int | None) -> int:
    """Return how wide a column of names is; in a file, the length of the longest."""
    longest = max(map(len, names), default=0)
    return longest if width is None else min(longest, int(width * _NAMES_SHARE))


def label(name: str, column: int, said: str, width: int | None) -> Iterator[str]:
    """Yield a name with its text beside it, or below it if the name is too long."""
    if len(name) > column and said:
        yield name
        name = ""
    yield clip(f"{name:<{column}}  {said}".rstrip(), width)


def _indent(line: Line) -> str:
    return "  " * line.depth + line.step


def _said(line: Line) -> str:
    return f"required. {line.title}".rstrip() if line.required else line.title


def clip(text: str, width: int | None) -> str:
    """Return a line cut to a number of columns."""
    if width is None or len(text) <= width:
        return text
    return f"{text[: max(width, _NARROWEST) - 3].rstrip()}..."


def _values(values: tuple[str, ...], begin: int, width: int | None) -> Iterator[str]:
    """Yield the values of an enum, as many as fit on two lines."""
    indent = " " * begin
    if width is None and len(values) > _MOST_VALUES:
        first = " | ".join(values[:_MOST_VALUES])
        yield f"{indent}{first} | ... {len(values):,} in all"
        return
    lines = list(_fill_lines(values, None if width is None else max(width - begin, _NARROWEST)))
    if len(lines) > _MOST_LINES:
        more = f" | ... {len(values):,} in all"
        room = max((width or 0) - begin, _NARROWEST) - len(more)
        lines = [lines[0], next(_fill_lines(values[lines[0].count(" | ") + 1 :], room)) + more]
    yield from (indent + line for line in lines)


def _fill_lines(values: Sequence[str], room: int | None) -> Iterator[str]:
    """Yield values in lines of a given width; a longer value has a line of its own."""
    line = ""
    for value in values:
        if line and room is not None and len(line) + 3 + len(value) > room:
            yield line
            line = ""
        line += f" | {value}" if line else value
    if line:
        yield line
