"""Comments of a definition that silence findings: ``# querykit: ignore[rule, rule]``.

At the end of a line they are for that line, alone on a line for the next one. Where a text of
several lines begins or ends there, they are for the whole of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from querykit.definitions.document import compose, locate
from querykit.errors import DefinitionError, Location

__all__ = ["Silence", "silences"]

_COMMENT = re.compile(r"(?:^|(?<=\s))#[ \t]*querykit:[ \t]*ignore\[(?P<rules>[^\]\n]*)\]", re.M)
_NAME = re.compile(r"[^\s,]+")


@dataclass(frozen=True)
class Silence:
    """A rule that is silenced in some lines, and where that is written."""

    rule: str
    location: Location
    first: int
    last: int

    def covers(self, place: Location) -> bool:
        return self.first <= place.line <= self.last


def silences(text: str, source: str) -> list[Silence]:
    """Every silence in a text, one for each rule that it names.

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
    return [
        silence
        for comment in comments
        if not any(span.begin <= comment.start() < span.end for span in spans)
        for silence in _read(comment, text, source, spans)
    ]


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
    """The offset where a scalar's text begins: behind the line of a block's ``|`` or ``>``."""
    begin = int(node.start_mark.index)
    if node.style not in ("|", ">"):
        return begin
    end = text.find("\n", begin)
    return end if end >= 0 else len(text)


def _read(comment: re.Match[str], text: str, source: str, spans: list[_Span]) -> Iterator[Silence]:
    line = locate(source, text, comment.start())
    alone = not line.text[: line.column - 1].strip()
    meant = line.line + 1 if alone else line.line
    lines = text.split("\n")
    while alone and meant <= len(lines) and _COMMENT.match(lines[meant - 1].strip()):
        meant += 1
    first = last = meant
    for span in spans:
        if span.last > span.first and meant in (span.first, span.last):
            first, last = min(first, span.first), max(last, span.last)
    for rule in _NAME.finditer(comment["rules"]):
        place = locate(source, text, comment.start("rules") + rule.start())
        yield Silence(rule[0], place, first, last)
