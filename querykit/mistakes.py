"""What is wrong, where, and what to do about it: the parts of every error's message."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher, get_close_matches

__all__ = ["Location", "Mistake", "nearest"]

# One wrong letter of three is a third of the name: short names are compared more loosely.
SHORT_NAME = 4
# So much of a line is shown around the place that is meant.
WIDEST = 160


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

    def drawn(self, note: str | None = None) -> list[str]:
        """The line, and below it a caret under the place; of a long line, what is around it.

        What a terminal would act on or could not show is drawn as a blank or as U+FFFD.
        """
        at = self.column - 1
        begin = max(0, min(at - WIDEST // 2, len(self.text) - WIDEST))
        shown = self.text[begin : begin + WIDEST]
        before, after = "..." * bool(begin), "..." * (begin + WIDEST < len(self.text))
        columns = sum(map(_columns, shown[: at - begin])) + max(0, at - len(self.text))
        caret = " " * (4 + len(before) + columns) + "^"
        line = before + "".join(map(_printable, shown)) + after
        return [f"    {line}", f"{caret} {note}" if note else caret]


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong: what, where if it has a place, and the fix if one is known."""

    what: str
    location: Location | None = None
    hint: str | None = None

    def __str__(self) -> str:
        """The message as it is printed.

        >>> print(Mistake("no such key", Location("a.yaml", 1, 1, "titel: x"), "write title"))
        a.yaml:1:1: error: no such key
            titel: x
            ^ write title
        """
        if self.location is None:
            return f"error: {self.what}" + (f"\n  {self.hint}" if self.hint else "")
        lines = [f"{self.location}: error: {self.what}"]
        if self.location.text.strip():
            lines += self.location.drawn(self.hint)
        elif self.hint:
            lines.append(f"    {self.hint}")
        return "\n".join(lines)

    def within(self, location: Location | None) -> Mistake:
        """The same mistake at ``location``, unless it has a place of its own."""
        return self if self.location else Mistake(self.what, location, self.hint)

    def without(self, secret: str) -> Mistake:
        """The same mistake with ``***`` for a text, and without the line that holds it."""
        place = self.location
        if place and secret in place.text:
            place = replace(place, text="")
        hint = self.hint and self.hint.replace(secret, "***")
        return Mistake(self.what.replace(secret, "***"), place, hint)


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else "\N{REPLACEMENT CHARACTER}"


def _columns(character: str) -> int:
    """How many columns of a terminal a character takes."""
    if character.isascii():
        return 1
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def nearest(name: str, known: Iterable[str], *, most: int = 3) -> str | None:
    """A question with the names closest to a wrong one, or None where none is close.

    >>> nearest("describe_instance", ["describe_instances", "describe_images", "run_instances"])
    "did you mean 'describe_instances'?"
    """
    by_folded = {candidate.lower(): candidate for candidate in known}
    cutoff = 0.6 if len(name) <= SHORT_NAME else 0.75
    close = get_close_matches(name.lower(), by_folded, n=most, cutoff=cutoff)
    # A second name is worth its place only where it is nearly as close as the first.
    least = _likeness(name, close[0]) - 0.07 if close else 0.0
    likely = [by_folded[match] for match in close if _likeness(name, match) >= least]
    return f"did you mean {' or '.join(map(repr, likely))}?" if likely else None


def _likeness(name: str, candidate: str) -> float:
    return SequenceMatcher(None, candidate, name.lower()).ratio()
