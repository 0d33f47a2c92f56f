"""Ignore comments of a definition: ``# querykit: ignore[rule, rule]``.

At the end of a line they apply to that line, on a line of their own to the next one. If a string of
several lines begins or ends there, they apply to all of its lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

import yaml

from querykit.definitions.document import compose, locate
from querykit.errors import DefinitionError, Location

__all__ = ["Cover", "Silence", "silences"]

_COMMENT = re.compile(r"(?:^|(?<=\s))#[ \t]*querykit:[ \t]*ignore\[(?P<rules>[^\]\n]*)\]", re.M)
_NAME = re.compile(r"[^\s,]+")


@dataclass(frozen=True)
class Silence:
    """A rule that is ignored in some lines, and the place of the comment."""

    rule: str
    location: Location
    first: int
    last: int


def silences(text: str, source: str) -> list[Silence]:
    """Return every ignored rule in a text, one for each rule that a comment names.

    >>> found = silences("service: iam  # querykit: ignore[a, b]\\n", "x.yaml")
    >>> [(each.rule, each.location.column, each.first) for each in found]
    [('a', 34, 1), ('b', 37, 1)]
    """
    comments = list(_COMMENT.finditer(text))
    if not comments:
        return []
    try:
        root = compose(text, source)
    except DefinitionError:
        return []
    spans = list(_scalars(root, text)) if root is not None else []
    begins = [span.begin for span in spans]  # a document is composed in the order of its text
    outside = []
    for comment in comments:
        before = bisect_right(begins, comment.start()) - 1
        if before < 0 or comment.start() >= spans[before].end:
            outside.append(comment)
    return [*_read(outside, text, source, spans)]


@dataclass(frozen=True)
class _Span:
    """A scalar: its offsets, and its lines with that of its key."""

    begin: int
    end: int
    first: int
    last: int


def _scalars(node: yaml.Node, text: str, key: yaml.Node | None = None) -> Iterator[_Span]:
    if isinstance(node, yaml.ScalarNode):
        begin, end = node.start_mark, node.end_mark
        # A block ends in front of what follows it, at the beginning of another line.
        last = end.line if end.column == 0 and end.line > begin.line else end.line + 1
        first = (key or node).start_mark.line + 1
        yield _Span(_text_begin(node, text), end.index, first, last)
        return
    for child in node.value if isinstance(node.value, list) else ():
        if isinstance(child, tuple):
            yield from _scalars(child[0], text)
            yield from _scalars(child[1], text, child[0])
        else:
            yield from _scalars(child, text)


def _text_begin(node: yaml.ScalarNode, text: str) -> int:
    """Return the offset where a scalar's text begins: after the line of a block's ``|`` or
    ``>``.
    """
    begin = int(node.start_mark.index)
    if node.style not in ("|", ">"):
        return begin
    end = text.find("\n", begin)
    return end if end >= 0 else len(text)


def _read(
    comments: list[re.Match[str]], text: str, source: str, spans: list[_Span]
) -> Iterator[Silence]:
    """Yield what comments ignore, and in which lines."""
    long: dict[int, tuple[int, int]] = {}
    for span in spans:
        if span.last > span.first:
            for end in (span.first, span.last):
                first, last = long.get(end, (end, end))
                long[end] = min(first, span.first), max(last, span.last)
    begins = [locate(source, text, comment.start()) for comment in comments]
    alone = {at.line for at in begins if not at.text[: at.column - 1].strip()}
    following: dict[int, int] = {}
    for line in sorted(alone, reverse=True):
        following[line] = following.get(line + 1, line + 1)
    for comment, at in zip(comments, begins, strict=True):
        meant = following.get(at.line, at.line)
        first, last = long.get(meant, (meant, meant))
        for rule in _NAME.finditer(comment["rules"]):
            place = locate(source, text, comment.start("rules") + rule.start())
            yield Silence(rule[0], place, first, last)


class Cover:
    """The lines in which each rule is ignored."""

    def __init__(self, found: Iterable[Silence]) -> None:
        spans: dict[str, set[tuple[int, int]]] = {}
        for silence in found:
            spans.setdefault(silence.rule, set()).add((silence.first, silence.last))
        self._firsts = {rule: [first for first, _ in sorted(each)] for rule, each in spans.items()}
        self._lasts = {
            rule: [*accumulate((last for _, last in sorted(each)), max)]
            for rule, each in spans.items()
        }

    def covers(self, rule: str, place: Location) -> bool:
        """Return whether a rule is ignored at a place."""
        before = bisect_right(self._firsts.get(rule, ()), place.line) - 1
        return before >= 0 and self._lasts[rule][before] >= place.line
