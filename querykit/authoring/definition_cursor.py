"""The place of a cursor in a definition, or in the parameters of an ad-hoc query.

The text is not finished while it is written, so nothing is parsed: keys are read off the
indentation, and brackets are counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Cursor", "block", "flow", "value_of"]

Path = tuple[str | int, ...]

_KEY = re.compile(r"""(?P<key>"[^"]*"|'[^']*'|[^\s#'"\[\]{},:][^\s#:]*)\s*:(?=\s|\Z)""")
_LINE = re.compile(r"(?P<indent> *)(?P<dashes>(?:-\s+|-\Z)*)")
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)
_WORD = re.compile(r"[^\s'\"\[\]{},]*\Z")
_COMMENT = re.compile(r"(?:^|\s)#[^\n]*\Z")


@dataclass(frozen=True)
class Cursor:
    """The keys that lead to a cursor, and the word before it.

    path: the keys and the indexes around it. is_key: whether a key is written there, not a value.
    begin: where the word begins. quote: the quote that it is in.
    given: the keys before it in the same mapping.
    """

    path: Path
    is_key: bool
    begin: int
    quote: str = ""
    given: tuple[str, ...] = ()


@dataclass
class _Level:
    bracket: str
    key: str = ""
    index: int = 0
    given: tuple[str, ...] = ()


def flow(text: str, begin: int, offset: int, path: Path = ()) -> Cursor | None:
    """Return the cursor in a value in brackets that begins at an offset; None where that is closed.

    >>> text = "x {Filters: [{Name: vpc-id, Val"
    >>> found = flow(text, 2, len(text))
    >>> found.path, found.is_key, found.given
    (('Filters', 0), True, ('Name',))
    """
    levels: list[_Level] = []
    at = start = begin
    while at < offset:
        character = text[at]
        if character in "'\"" and not text[start:at].strip():
            closed = _QUOTED.match(text, at, offset)
            if closed is None:
                return _cursor(levels, path, at + 1, character)
            at = closed.end()
            continue
        if character in "{[":
            levels.append(_Level(character))
        elif character in "}]" and levels:
            levels.pop()
            if not levels:
                return None
        elif character == ":" and levels and levels[-1].bracket == "{" and not levels[-1].key:
            levels[-1].key = text[start:at].strip().strip("'\"")
        elif character == "," and levels:
            _next(levels[-1])
        if character in "{[,:":
            start = at + 1
        at += 1
    word = _WORD.search(text[start:offset])
    return _cursor(levels, path, start + (word.start() if word else 0), "")


def _next(level: _Level) -> None:
    level.given += (level.key,) if level.key else ()
    level.key, level.index = "", level.index + 1


def _cursor(levels: list[_Level], path: Path, begin: int, quote: str) -> Cursor:
    around: list[str | int] = []
    for level in levels:
        if level.bracket == "[":
            around.append(level.index)
        elif level.key:
            around.append(level.key)
    last = levels[-1]
    is_key = last.bracket == "{" and not last.key
    return Cursor((*path, *around), is_key, begin, quote, last.given)


def block(text: str, offset: int) -> Cursor | None:
    """Return the cursor in a definition; None in a comment, or in a string of several lines.

    >>> text = "service: ec2\\nparameters:\\n  Filters:\\n    - Na"
    >>> block(text, len(text)).path
    ('parameters', 'Filters', 0)
    """
    line_begin = text.rfind("\n", 0, offset) + 1
    line = text[line_begin:offset]
    if _COMMENT.search(line):
        return None
    path, column, value = _locate(text, line_begin, line)
    if value is None:
        word = _WORD.search(line)
        begin = line_begin + (word.start() if word else len(line))
        given = () if _measure(line)[1] else _siblings(text, line_begin, column)
        return Cursor(path, True, begin, "", given)
    return _in_value(text, offset, path, value)


def _in_value(text: str, offset: int, path: Path, begin: int) -> Cursor | None:
    while begin < offset and text[begin] in " \n":
        begin += 1
    opening = text[begin : begin + 1] if begin < offset else ""
    if opening in ("{", "[") and opening:
        return flow(text, begin, offset, path)
    if opening in ("'", '"') and opening:
        closed = _QUOTED.match(text, begin, offset)
        return None if closed else Cursor(path, False, begin + 1, opening)
    return Cursor(path, False, begin)


def _locate(text: str, line_begin: int, line: str) -> tuple[Path, int, int | None]:
    """Return the path around a line, the column of its key, and where its value begins, if one
    does.
    """
    indent, dashes, start = _measure(line)
    around, open_flow = _above(text, line_begin, indent if dashes else start, bool(dashes))
    if open_flow is not None:
        return around, 0, open_flow
    indexes = (0,) * dashes
    path: Path = (*around, *indexes)
    key = _KEY.match(line, start)
    if key is None:
        is_element = bool(indexes) and not _takes_keys(line[start:])
        return path, start, line_begin + start if is_element else None
    return (*path, _bare(key["key"])), start, line_begin + key.end()


def _takes_keys(written: str) -> bool:
    """Return whether what follows a dash may become a key: a word, or nothing yet."""
    return re.fullmatch(r"[A-Za-z_][\w-]*|", written) is not None


def _above(text: str, line_begin: int, column: int, is_item: bool) -> tuple[Path, int | None]:
    """Return the path that the lines above lead to, and where a value in brackets is still open
    there.

    column: that of the key or the dash whose path is asked for. is_item: whether it is a
    dash, which may be in the column of the key that it belongs to.
    """
    found: list[str | int] = []
    end = line_begin
    while end > 0 and (column > 0 or is_item):
        begin = text.rfind("\n", 0, end - 1) + 1
        line, end = text[begin : end - 1], begin
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        indent, dashes, start = _measure(line)
        key = _KEY.match(line, start)
        if (
            key
            and start <= (column if is_item else column - 1)
            and not (dashes and indent == column)
        ):
            value = begin + key.end()
            if text[value:line_begin].strip().startswith(("{", "[")):
                parents, _ = _above(text, begin, indent if dashes else start, bool(dashes))
                around = (*parents, *[0] * dashes, _bare(key["key"]), *reversed(found))
                return around, _bracket(text, value)
            found.append(_bare(key["key"]))
            column, is_item = start, False
        if dashes and not is_item and indent < column and start <= column:
            found.extend([0] * dashes)
            column, is_item = indent, True
    return tuple(reversed(found)), None


def _measure(line: str) -> tuple[int, int, int]:
    """Return how far a line is indented, the number of its dashes, and where its text begins."""
    match = _LINE.match(line)
    return (len(match["indent"]), match["dashes"].count("-"), match.end()) if match else (0, 0, 0)


def _bracket(text: str, begin: int) -> int:
    while text[begin] not in "{[":
        begin += 1
    return begin


def _siblings(text: str, line_begin: int, column: int) -> tuple[str, ...]:
    """Return the keys in the same column above a line, up to one that is further left."""
    found = []
    for line in reversed(text[:line_begin].splitlines()):
        if not line.strip():
            continue
        indent, dashes, start = _measure(line)
        if start < column:
            break
        key = _KEY.match(line, start)
        if start == column and key:
            found.append(_bare(key["key"]))
        if dashes and indent < column:
            break
    return tuple(found)


def _bare(key: str) -> str:
    return key.strip("'\"")


def value_of(text: str, key: str) -> str:
    """Return what follows a key of the definition, in the line of the key."""
    match = re.search(rf"""(?:^|[{{,]\s*)["']?{key}["']?\s*:\s*["']?([\w-]+)""", text, re.M)
    return match[1] if match else ""
