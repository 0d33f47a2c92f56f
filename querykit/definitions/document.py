"""YAML read strictly: plain data only, each value with its location, and all mistakes at once.

Scalars are read by a narrower rule than YAML 1.1 has. Unquoted, only ``null``, ``~`` and nothing,
``true`` and ``false``, and decimal numbers without leading zeros are not strings. What YAML 1.1
would turn into something else (``012345670123`` into an octal number, ``NO`` into false, ``3:20``
into 200, ``2024-01-01`` into a date) stays the string that was written.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import isfinite
from typing import Any

import yaml

from querykit.definitions.characters import BREAK, characters
from querykit.errors import DefinitionError, Location, Mistake, nearest
from querykit.mistakes import closest

__all__ = ["Path", "Reader", "compose", "locate", "scalar"]

Path = tuple[str | int, ...]

MOST_CHARACTERS = 1_000_000
MOST_VALUES = 10_000
MOST_DEPTH = 100
MOST_MISTAKES = 100

NO_BREAK = re.compile(r"[^\n\r\x85\u2028\u2029]")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER: Any = yaml.resolver.Resolver()
_OPENERS = ("'", '"', "[", "{")
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,29}")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][+-]?[0-9]{1,3})?")
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}


def scalar(text: str) -> bool | int | float | str | None:
    """Return the value of an unquoted scalar.

    >>> [scalar(t) for t in ("5", "-1.5", "true", "~", "012", "NO", "3:20", "2024-01-01", "1e3")]
    [5, -1.5, True, None, '012', 'NO', '3:20', '2024-01-01', '1e3']
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text) and isfinite(float(text)):
        return float(text)
    return text


def locate(source: str, text: str, offset: int) -> Location:
    """Return the line and column of an offset into a text, with YAML's line breaks."""
    begins, lines = _lines(text)
    number = bisect_right(begins, offset)
    # Between the two characters of a break, an offset is after the first.
    column = offset - begins[number - 1]
    return Location(source, number, column + 1, lines[number - 1])


@lru_cache(maxsize=4)
def _lines(text: str) -> tuple[list[int], list[str]]:
    """Return where each line of a text begins, and the lines."""
    begins = [0, *(match.end() for match in BREAK.finditer(text))]
    return begins, BREAK.split(text)


def compose(text: str, source: str, *, shown: str | None = None) -> yaml.Node | None:
    """Return the tree of the one document in a text, nothing constructed; None if it is empty.

    shown: what messages show instead of the text, if the text has blanks for some of it.
    """
    if len(text) > MOST_CHARACTERS:
        raise DefinitionError(
            [Mistake(f"{source} is too long: the limit is {MOST_CHARACTERS:,} characters")]
        )
    shown = shown or text
    try:
        _reject_depth(text, source, shown)
        node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise DefinitionError([_unreadable(error, source, text, shown)]) from None
    except (yaml.reader.ReaderError, UnicodeEncodeError):
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        what = (
            f"the character {found[0]!r} is not allowed in YAML"
            if found
            else "this is not valid YAML"
        )
        place = locate(source, shown, found.start() if found else 0)
        raise DefinitionError([Mistake(what, place)]) from None
    return node


def _unreadable(error: yaml.MarkedYAMLError, source: str, text: str, shown: str) -> Mistake:
    what, mark = error.problem or error.context or "this is not valid YAML", error.problem_mark
    if "single document" in (error.context or ""):
        what = "a second document starts here"
    begin = error.context_mark
    if mark and mark.index >= len(text.rstrip()):
        opening = begin if begin and text[begin.index : begin.index + 1] in _OPENERS else None
        opening = opening or _never_closed(text)
        if opening:
            what, mark = f"this {text[opening.index]} is not closed", opening
    place = _place(source, shown, mark or begin) if mark or begin else Location(source, 1, 1)
    return Mistake(what, place, _yaml_hint(what, place))


def _never_closed(text: str) -> Any:
    """Return the mark of the last bracket or brace that is opened and not closed."""
    opened = []
    try:
        for token in yaml.scan(text, Loader=_LOADER):
            if isinstance(token, (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)):
                opened.append(token.start_mark)
            elif isinstance(token, (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)):
                opened.pop()
    except yaml.MarkedYAMLError:
        return None
    return opened[-1] if opened else None


def _yaml_hint(what: str, place: Location) -> str | None:
    """Return the fix for the YAML mistakes that a query invites most."""
    if "did not find expected" in what and "${" in place.text:
        return 'quote "${name}" inside [ ] and { }'
    if "second document" in what:
        return "a file defines one query"
    if "cannot start any token" in what:
        tab = place.text[place.column - 1 :].startswith("\t")
        return "indent with spaces, not tabs" if tab else "quote the string"
    if "did not find expected key" in what:
        return "align this key with the key above"
    if "mapping values are not allowed" in what:
        return "quote a string that contains ': '"
    return None


def _reject_depth(text: str, source: str, shown: str) -> None:
    """Reject nesting so deep that the C composer, which recurses, would run out of stack.

    The exact count reads the text a second time, so it is skipped if too few characters could open
    a level.
    """
    indented = max(len(line) - len(line.lstrip(" ")) for line in BREAK.split(text))
    if indented + sum(text.count(opener) for opener in ("[", "{", "-", "?")) <= MOST_DEPTH:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            place = _place(source, shown, event.start_mark)
            raise DefinitionError([Mistake(f"nested more than {MOST_DEPTH} levels deep", place)])


def _place(source: str, text: str, mark: Any) -> Location:
    lines = _lines(text)[1]
    written = lines[mark.line] if mark.line < len(lines) else ""
    return Location(source, mark.line + 1, mark.column + 1, written)


class Reader:
    """A reader of a tree into plain data, which keeps the place of each value and all mistakes.

    mistakes: what could not be read.
    lost: the keys of what is in the text and could not be read, so that it is not missing.
    """

    def __init__(self, text: str, source: str) -> None:
        self.text = text
        self.source = source
        self.mistakes: list[Mistake] = []
        self.secrets: list[str] = []
        self.lost: set[str] = set()
        self.places: dict[Path, Location] = {}
        self._values = 0
        self._open: set[int] = set()
        self._solid: dict[int, tuple[yaml.Node, list[int], list[int]]] = {}

    def location(self, node: yaml.Node) -> Location:
        """Return the location where a node begins."""
        return _place(self.source, self.text, node.start_mark)

    def wrong(self, node: yaml.Node, what: str, hint: str | None = None) -> None:
        """Keep a mistake about a node."""
        self.keep(Mistake(what, self.location(node), hint))

    def keep(self, mistake: Mistake) -> None:
        """Keep a mistake until all were found, or too many for more to be useful."""
        self.mistakes.append(mistake)
        if len(self.mistakes) == MOST_MISTAKES:
            self.mistakes.append(Mistake(f"only the first {MOST_MISTAKES} errors are shown"))
            self.reject()

    def reject(self) -> None:
        """Raise all mistakes that were found, if there are any."""
        if self.mistakes:
            error = DefinitionError(self.mistakes)
            error.hide(self.secrets)
            raise error

    def fields(
        self, node: yaml.Node, path: Path, known: tuple[str, ...], what: str
    ) -> dict[str, yaml.Node]:
        """Return the entries of a mapping whose keys are all of ``known``."""
        found = {}
        for key, value in self._entries(node, path, what):
            if key.value in known:
                found[key.value] = value
            else:
                hint = nearest(key.value, known) or f"valid keys: {', '.join(known)}"
                self.wrong(key, f"unknown key {key.value!r}", hint)
                if not path:
                    self.lost.update(closest(key.value, known))
        self.lost -= found.keys()
        return found

    def named(
        self, node: yaml.Node, path: Path, what: str
    ) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        """Yield the entries of a mapping with free keys."""
        yield from self._entries(node, path, what)

    def _entries(
        self, node: yaml.Node, path: Path, what: str
    ) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        self.places[path] = self.location(node)
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{what} must be a mapping, such as 'name: value'")
            return
        self._check_tag(node)
        first: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.wrong(key, "a key must be a string")
            elif key.value == "<<" and not key.style:
                self.wrong(key, "merge keys (<<) are not supported", "write the entries out")
            elif key.value in first:
                self.wrong(
                    key, f"duplicate key {key.value!r}, first used on line {first[key.value]}"
                )
            else:
                self._check_tag(key)
                first[key.value] = key.start_mark.line + 1
                place = (*path, key.value)
                self.places[place] = self.location(value)
                yield key, value

    def written(self, node: yaml.Node, what: str, kind: str = "a string") -> str | None:
        """Return a scalar as it was written; None, and a mistake, for a list, a mapping or null."""
        if not isinstance(node, yaml.ScalarNode):
            found = "list" if isinstance(node, yaml.SequenceNode) else "mapping"
            self.wrong(node, f"{what} must be {kind}, not a {found}")
            return None
        self._check_tag(node)
        if not node.style and scalar(node.value) is None:
            self.wrong(node, f"{what} is empty")
            return None
        return str(node.value)

    def data(self, node: yaml.Node, path: Path) -> Any:
        """Return plain data of any form: mappings, lists, strings, numbers, true, false, null."""
        self.places[path] = self.location(node)
        self._values += 1
        if self._values > MOST_VALUES:
            if self._values == MOST_VALUES + 1:
                self.wrong(node, f"more than {MOST_VALUES:,} values; check for repeated anchors")
            return None
        if isinstance(node, yaml.ScalarNode):
            self._check_tag(node)
            return scalar(node.value) if not node.style else node.value
        if len(path) > MOST_DEPTH:
            self.wrong(node, f"nested more than {MOST_DEPTH} levels deep, through anchors")
            return None
        if id(node) in self._open:
            self.wrong(node, "this anchor refers to itself")
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
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            self.wrong(
                node, f"the tag {tag!r} is not supported: queries are plain data", "remove it"
            )

    def inside(self, node: yaml.ScalarNode, offsets: Iterable[int]) -> Iterator[Location]:
        """Yield the places of some characters of a scalar's value, in the text as it was written.

        White space that may be that of the text has the place of what follows.
        """
        value, solid = self._written_as(node)
        for offset in offsets:
            before = bisect_left(value, offset)
            if not solid:
                yield self.location(node)
            elif before < len(solid):
                yield locate(self.source, self.text, solid[before])
            else:
                yield locate(self.source, self.text, solid[-1] + 1)

    def _written_as(self, node: yaml.ScalarNode) -> tuple[list[int], list[int]]:
        """Return the offsets of the solid characters of a scalar, in its value and in the text.

        The second is empty if these cannot be determined.
        """
        known = self._solid.get(id(node))
        if known is None:
            solid = [each for each in characters(node, self.text) if not each[1].isspace()]
            value = [i for i, character in enumerate(node.value) if not character.isspace()]
            same = [character for _, character in solid] == [node.value[i] for i in value]
            known = self._solid[id(node)] = (node, value, [at for at, _ in solid] if same else [])
        return known[1], known[2]
