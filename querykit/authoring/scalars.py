"""The text of an expression as far as a cursor, in a definition that is not finished."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Scalar", "expression"]

_KEY = re.compile(r"^(?P<indent> *)expression[ \t]*:[ \t]*", re.M)
_BLOCK = re.compile(r"(?P<style>[|>])[-+0-9]*[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_NEXT_KEY = re.compile(r"^[^\s#]", re.M)
_UNFOLDED = re.compile(r"[ \t]*\n[ \t]*")
_ESCAPED = re.compile(r"\\(\n[ \t]*|.)", re.DOTALL)


@dataclass(frozen=True)
class Scalar:
    """The value of a scalar up to a cursor, and how its quotes are written in it."""

    text: str
    quote: str = ""


def expression(text: str, offset: int) -> Scalar | None:
    """Return the expression of a definition up to an offset; None where that is elsewhere.

    In any of YAML's styles: plain, quoted, literal, folded.

    >>> text = "expression: >-\\n  Volumes[]\\n  .St"
    >>> expression(text, len(text)).text
    'Volumes[] .St'
    """
    for match in _KEY.finditer(text, 0, offset):
        begin = match.end()
        following = _NEXT_KEY.search(text, begin)
        is_inside = following is None or offset <= following.start()
        line = text[text.rfind("\n", 0, offset) + 1 : offset]
        # At the beginning of another line, a key is written.
        if is_inside and (line or "\n" not in text[begin:offset]):
            return _scalar(text, begin, offset)
    return None


def _scalar(text: str, begin: int, offset: int) -> Scalar | None:
    written = text[begin:offset]
    if block := _BLOCK.match(written):
        inner = written[block.end() :]
        return Scalar(_fold(inner) if block["style"] == ">" else inner.lstrip(" "))
    if written[:1] == "'":
        inner = written[1:]
        if re.search(r"(?<!')'(?:'')*(?!')", inner.replace("''", "")):
            return None  # the quote is closed
        return Scalar(_fold(inner.replace("''", "'")), "'")
    if written[:1] == '"':
        inner = _ESCAPED.sub(_unescape, written[1:])
        return Scalar(_fold(inner), '"')
    if re.search(r"\s#", written):
        return None
    return Scalar(_fold(written))


def _unescape(match: re.Match[str]) -> str:
    if match[1].startswith("\n"):
        return ""
    return {"n": "\n", "t": "\t"}.get(match[1], match[1])


def _fold(text: str) -> str:
    return _UNFOLDED.sub(" ", text.lstrip())
