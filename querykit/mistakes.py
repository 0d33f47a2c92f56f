"""Mistakes: what is wrong, where, and how to fix it, which every error's message is made of."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher, get_close_matches
from typing import TypeVar

__all__ = [
    "EXPRESSION",
    "WIDTH",
    "Location",
    "Mistake",
    "Part",
    "closest",
    "nearest",
    "other_case",
    "wrap",
]

# One wrong letter of three is a third of the name: short names are compared more loosely.
SHORT_NAME = 4
# What a message is as wide as where nothing tells more.
WIDTH = 80
# So much of a line is shown around the place that is meant, where no width is given.
WIDEST = 160
INDENT = "    "

Self = TypeVar("Self", bound="Mistake")


@dataclass(frozen=True)
class Location:
    """A place in a text: its source's name, and line and column counted from 1.

    ``text`` is the line itself, so that a message can show it with a caret below.
    """

    source: str
    line: int
    column: int
    text: str = ""

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}"

    def draw(self, note: str | None = None, width: int | None = None) -> list[str]:
        """Return the line, and below it a caret under the place; for a long line, what is around
        it.

        Control characters and what a terminal cannot show are drawn as a blank or as U+FFFD.

        width: the number of columns. A note that does not fit beside the caret goes below.
        """
        at = self.column - 1
        begin, end = _window(self.text, at, width - len(INDENT) if width else None)
        before, after = "..." * bool(begin), "..." * (end < len(self.text))
        columns = _width(self.text[begin:at]) + max(0, at - len(self.text))
        caret = INDENT + " " * (len(before) + columns) + "^"
        line = INDENT + before + "".join(map(_printable, self.text[begin:end])) + after
        if not note:
            return [line, caret]
        if width is None or len(caret) + 1 + _width(note) <= width:
            return [line, f"{caret} {note}"]
        return [line, caret, *wrap(note, INDENT, width)]


EXPRESSION = ("expression",)
"""The path of a query's expression."""


@dataclass(frozen=True)
class Part:
    """A part of a query, whose place in the text is not looked up yet.

    path: such as ``("parameters", "Filters", 0)``, or ``("expression",)``.
    start, end: offsets in the string at that path; without them, all of it.
    is_key: whether it is the key, not the value.
    """

    path: tuple[str | int, ...]
    start: int | None = None
    end: int | None = None
    is_key: bool = False


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong: what, where if it has a place, and the fix if it is known.

    location, end: where it begins, and the place after it if that is known.
    hint: the fix. why: the consequence of leaving it.
    rule: the rule of a check that reports it, such as ``unknown-field``.
    part: the part of the query that it is about; what has no location yet is looked up by it.
    """

    what: str
    location: Location | None = None
    hint: str | None = None
    why: str | None = None
    end: Location | None = None
    rule: str | None = None
    part: Part | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Return the offsets of what it is about, in the text of its part."""
        start = self.part.start or 0 if self.part else 0
        return start, (self.part.end if self.part and self.part.end is not None else start)

    def __str__(self) -> str:
        """Return the message as it is printed.

        >>> print(Mistake("no such key", Location("a.yaml", 1, 1, "titel: x"), "write title"))
        a.yaml:1:1: error: no such key
            titel: x
            ^ write title
        """
        return self.labelled("error")

    def labelled(self, label: str, width: int | None = None) -> str:
        """Return the message with another label, such as ``warning[full-merge]``."""
        if self.location is None:
            return f"{label}: {self.what}" + (f"\n  {self.hint}" if self.hint else "")
        lines = [f"{self.location}: {label}: {self.what}"]
        if self.location.text.strip():
            lines += self.location.draw(self.hint, width)
        elif self.hint:
            lines.append(f"{INDENT}{self.hint}")
        return "\n".join(lines)

    def within(self, location: Location | None) -> Mistake:
        """Return the same mistake at ``location``, unless it has a place of its own."""
        return self if self.location else replace(self, location=location)

    def without(self: Self, hide: Callable[[str], str]) -> Self:
        """Return the same mistake with secrets hidden, without the line that contains one."""
        place = self.location
        if place and hide(place.text) != place.text:
            place = replace(place, text="")
        hint, why = self.hint and hide(self.hint), self.why and hide(self.why)
        return replace(self, what=hide(self.what), location=place, hint=hint, why=why)


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else "\N{REPLACEMENT CHARACTER}"


def _window(text: str, at: int, columns: int | None) -> tuple[int, int]:
    """Return which part of a line is shown around a place, in a number of columns with the dots."""
    if columns is not None and _width(text) <= columns:
        return 0, len(text)
    most = WIDEST if columns is None else max(20, columns - 6)
    begin = end = min(at, len(text))
    begin = _further(text, begin, -1, most // 2)
    end = _further(text, end, 1, most - _width(text[begin:end]))
    return _further(text, begin, -1, most - _width(text[begin:end])), end


def _further(text: str, at: int, step: int, room: int) -> int:
    """Return the offset that is a number of columns before or after a place."""
    while 0 <= (following := at + step) <= len(text):
        room -= _columns(text[min(at, following)])
        if room < 0:
            break
        at = following
    return at


def wrap(text: str, indent: str, width: int) -> list[str]:
    """Return a text in lines of a given width; a name that is longer than a line stays whole."""
    return textwrap.wrap(
        text,
        max(width, 20),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _width(text: str) -> int:
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    """Return how many columns of a terminal a character takes."""
    if character.isascii():
        return 1
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return a question with the names closest to a wrong one, or None if none is close.

    >>> nearest("describe_instance", ["describe_instances", "describe_images", "run_instances"])
    "did you mean 'describe_instances'?"
    """
    likely = closest(name, known)
    return f"did you mean {' or '.join(map(repr, likely))}?" if likely else None


def other_case(name: str, known: Iterable[str]) -> str | None:
    """Return a question with the name that differs from a wrong one only in case; None for none.

    >>> other_case("instancetype", ["instanceType", "kernel"])
    "did you mean 'instanceType'? Case matters"
    """
    meant = next((each for each in known if each.lower() == name.lower()), None)
    return None if meant is None else f"did you mean {meant!r}? Case matters"


def closest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the names that a wrong one is probably meant to be, the closest first.

    >>> closest("Filterz", ["Filters", "MaxResults"])
    ('Filters',)
    """
    by_folded = {candidate.lower(): candidate for candidate in known}
    cutoff = 0.6 if len(name) <= SHORT_NAME else 0.75
    close = get_close_matches(name.lower(), by_folded, cutoff=cutoff)
    # A second name is worth its place only where it is nearly as close as the first.
    least = _likeness(name, close[0]) - 0.07 if close else 0.0
    return tuple(by_folded[match] for match in close if _likeness(name, match) >= least)


def _likeness(name: str, candidate: str) -> float:
    return SequenceMatcher(None, candidate, name.lower()).ratio()
