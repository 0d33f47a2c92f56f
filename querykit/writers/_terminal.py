"""Text in the cells of a terminal: measured, folded, bold or dim. A wide character takes two.

Rich knows how wide characters are; it is imported for those that are not ASCII. Its own tables
take a millisecond per row, fifty times as long as this.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

__all__ = ["Look", "fold", "look", "size"]

Style = Callable[[str], str]

# A word with the blanks in front of it, or the blanks at the end.
_WORD = re.compile(r" *[^ ]+| +$")


@dataclass(frozen=True)
class Look:
    """How bold and dim text and a rule are written."""

    bold: Style
    dim: Style
    rule: str


def look(out: TextIO, *, color: bool) -> Look:
    """Return the look for ``out``: plain text without ``color``."""
    # A StringIO has no encoding, and takes every character.
    rule = "─" if (getattr(out, "encoding", None) or "utf-8").lower().startswith("utf") else "-"
    if not color:
        return Look(str, str, rule)
    from rich.style import Style

    return Look(Style(bold=True).render, Style(dim=True).render, rule)


def size(text: str) -> int:
    """Return how many cells a text without control characters takes.

    >>> size("web"), size("東京")
    (3, 4)
    """
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fold(text: str, width: int) -> Iterator[str]:
    """Yield the text in lines of at most ``width`` cells, broken at spaces and in longer words.

    >>> list(fold("i-0123456789 is running", 10))
    ['i-01234567', '89 is', 'running']
    """
    if size(text) <= width:
        yield text
        return
    line, taken = "", 0
    for word in _WORD.findall(text):
        if taken + size(word) > width:
            if line:
                yield line
                word = word[1:]
            *full, word = _chop(word, width)
            yield from full
            line, taken = "", 0
        line, taken = line + word, taken + size(word)
    yield line


def _chop(word: str, width: int) -> list[str]:
    if word.isascii():
        return [word[start : start + width] for start in range(0, len(word), width)] or [""]
    from rich.cells import chop_cells

    return chop_cells(word, width)
