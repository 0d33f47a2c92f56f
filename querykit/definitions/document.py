"""YAML read strictly: plain data only, every value with its place, every mistake kept.

Scalars are read by a narrower rule than YAML 1.1 has. Unquoted, only ``null``, ``~`` and nothing,
``true`` and ``false``, and decimal numbers without leading zeros are more than text. What YAML 1.1
would turn into something else (``012345670123`` into an octal number, ``NO`` into false, ``3:20``
into 200, ``2024-01-01`` into a date) stays the text that was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from querykit.errors import DefinitionError, Location, Mistake, nearest

__all__ = ["Path", "Reader", "compose", "locate", "scalar"]

Path = tuple[str | int, ...]

MOST_CHARACTERS = 1_000_000
MOST_VALUES = 10_000
MOST_DEPTH = 100

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER: Any = yaml.resolver.Resolver()
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,29}")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][+-]?[0-9]{1,3})?")
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}


def scalar(text: str) -> bool | int | float | str | None:
    """What an unquoted scalar means.

    >>> [scalar(t) for t in ("5", "-1.5", "true", "~", "012", "NO", "3:20", "2024-01-01", "1e3")]
    [5, -1.5, True, None, '012', 'NO', '3:20', '2024-01-01', '1e3']
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    return text


def locate(source: str, text: str, offset: int) -> Location:
    """The line and column of an offset into a text."""
    before = text[:offset]
    line = before.count("\n")
    column = offset - (before.rfind("\n") + 1)
    lines = text.split("\n")
    return Location(source, line + 1, column + 1, lines[line].rstrip("\r"))


def compose(text: str, source: str) -> yaml.Node | None:
    """The tree of the one document in a text, nothing constructed; None if it is empty."""
    if len(text) > MOST_CHARACTERS:
        raise DefinitionError(
            [Mistake(f"{source} is longer than a query can be ({MOST_CHARACTERS:,} characters)")]
        )
    _refuse_depth(text, source)
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "this is not YAML"
        if "single document" in (error.context or ""):
            what = "a second document begins here"
        place = Location(source, 1, 1) if mark is None else _place(source, text, mark)
        raise DefinitionError([Mistake(what, place, _yaml_hint(what, place.text))]) from None
    except yaml.reader.ReaderError as error:
        place = locate(source, text, error.position)
        what = f"the character {error.character!r} cannot stand in YAML"
        raise DefinitionError([Mistake(what, place)]) from None
    return node


def _yaml_hint(what: str, written: str) -> str | None:
    """The fix for the YAML mistakes that a query invites most."""
    if "did not find expected" in what and "${" in written:
        return 'quote "${name}" inside [ ] and { }'
    if "second document" in what:
        return "a file holds one query"
    if "cannot start any token" in what:
        return "quote the text"
    if "mapping values are not allowed" in what:
        return "quote a text that holds ': '"
    return None


def _refuse_depth(text: str, source: str) -> None:
    """Refuse nesting so deep that the C composer, which recurses, would run out of stack.

    The exact count reads the text a second time, so it is left out where too few characters
    could open a level.
    """
    indented = max(len(line) - len(line.lstrip(" ")) for line in text.split("\n"))
    if indented + sum(text.count(opener) for opener in ("[", "{", "-", "?")) <= MOST_DEPTH:
        return
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MOST_DEPTH:
                place = _place(source, text, event.start_mark)
                raise DefinitionError([Mistake(f"nested deeper than {MOST_DEPTH} levels", place)])
    except yaml.YAMLError:
        return  # compose() says where


def _place(source: str, text: str, mark: Any) -> Location:
    lines = text.split("\n")
    written = lines[mark.line].rstrip("\r") if mark.line < len(lines) else ""
    return Location(source, mark.line + 1, mark.column + 1, written)


class Reader:
    """Reads a tree into plain data, and keeps where each value stood and what was wrong."""

    def __init__(self, text: str, source: str) -> None:
        self.text = text
        self.source = source
        self.mistakes: list[Mistake] = []
        self.places: dict[Path, Location] = {}
        self._lines = text.split("\n")
        self._values = 0
        self._open: set[int] = set()

    def location(self, node: yaml.Node) -> Location:
        mark = node.start_mark
        written = self._lines[mark.line] if mark.line < len(self._lines) else ""
        return Location(self.source, mark.line + 1, mark.column + 1, written.rstrip("\r"))

    def wrong(self, node: yaml.Node, what: str, hint: str | None = None) -> None:
        self.mistakes.append(Mistake(what, self.location(node), hint))

    def refuse(self) -> None:
        """Raise all mistakes that were found, if any was."""
        if self.mistakes:
            raise DefinitionError(self.mistakes)

    def fields(
        self, node: yaml.Node, path: Path, known: tuple[str, ...], what: str
    ) -> dict[str, yaml.Node]:
        """The entries of a mapping whose keys are all of ``known``."""
        found = {}
        for key, value in self._entries(node, path, what):
            if key.value in known:
                found[key.value] = value
            else:
                hint = nearest(key.value, known) or f"known are {', '.join(known)}"
                self.wrong(key, f"unknown key {key.value!r}", hint)
        return found

    def named(self, node: yaml.Node, path: Path, what: str) -> Iterator[tuple[str, yaml.Node]]:
        """The entries of a mapping with free keys."""
        for key, value in self._entries(node, path, what):
            yield key.value, value

    def _entries(
        self, node: yaml.Node, path: Path, what: str
    ) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        self.places[path] = self.location(node)
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{what} is a mapping, such as 'name: value'")
            return
        self._check_tag(node)
        first: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.wrong(key, "a key is a single word or text")
            elif key.value == "<<" and not key.style:
                self.wrong(key, "merge keys (<<) are not read", "write the entries out")
            elif key.value in first:
                self.wrong(
                    key, f"{key.value!r} stands here twice, first in line {first[key.value]}"
                )
            else:
                first[key.value] = key.start_mark.line + 1
                self.places[(*path, key.value)] = self.location(value)
                yield key, value

    def written(self, node: yaml.Node, what: str) -> str | None:
        """A scalar as it was written; None, and a mistake, for a list, a mapping or null."""
        if not isinstance(node, yaml.ScalarNode):
            kind = "list" if isinstance(node, yaml.SequenceNode) else "mapping"
            self.wrong(node, f"{what} is text, not a {kind}")
            return None
        self._check_tag(node)
        if not node.style and scalar(node.value) is None:
            self.wrong(node, f"{what} is empty")
            return None
        return str(node.value)

    def data(self, node: yaml.Node, path: Path) -> Any:
        """Plain data of any form: mappings, lists, text, numbers, true, false, null."""
        self.places[path] = self.location(node)
        self._values += 1
        if self._values > MOST_VALUES:
            if self._values == MOST_VALUES + 1:
                self.wrong(node, f"more than {MOST_VALUES:,} values; do anchors repeat them?")
            return None
        if isinstance(node, yaml.ScalarNode):
            self._check_tag(node)
            return scalar(node.value) if not node.style else node.value
        if id(node) in self._open:
            self.wrong(node, "an anchor that holds itself has no end")
            return None
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.MappingNode):
                entries = self._entries(node, path, "this")
                return {key.value: self.data(value, (*path, key.value)) for key, value in entries}
            self._check_tag(node)
            return [self.data(item, (*path, i)) for i, item in enumerate(node.value)]
        finally:
            self._open.discard(id(node))

    def _check_tag(self, node: yaml.Node) -> None:
        implicit = (True, False)
        if isinstance(node, yaml.ScalarNode) and node.style:
            implicit = (False, True)
        if node.tag != _RESOLVER.resolve(type(node), node.value, implicit):
            self.wrong(
                node, f"the tag {node.tag} is not read: a query is plain data", "leave it out"
            )

    def inside(self, node: yaml.ScalarNode, offset: int) -> Location:
        """The place of one character of a scalar's value, in the text as it was written.

        Exact where what was written differs from the value in white space alone (plain, literal
        and folded scalars, quoted ones without escapes); else the place where the scalar begins.
        """
        start, end = node.start_mark.index, node.end_mark.index
        body = self.text[start:end]
        if node.style in ("|", ">"):
            skip = body.find("\n") + 1
        else:
            skip = 0 if not node.style else 1
            body = body if not node.style else body[:-1]
        solid = [i for i in range(skip, len(body)) if not body[i].isspace()]
        value = [i for i, character in enumerate(node.value) if not character.isspace()]
        if [body[i] for i in solid] != [node.value[i] for i in value]:
            return self.location(node)
        before = sum(1 for i in value if i < offset)
        place = solid[before] if before < len(solid) else (solid[-1] + 1 if solid else 0)
        return locate(self.source, self.text, start + place)
