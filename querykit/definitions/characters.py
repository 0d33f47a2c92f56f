"""The characters of a YAML scalar, and the place of each in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

__all__ = ["BREAK", "characters"]

BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
# What is written for one character in a quoted scalar.
_ESCAPES: dict[str | None, re.Pattern[str]] = {
    "'": re.compile("''"),
    '"': re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|.)", re.DOTALL),
}


def characters(node: yaml.ScalarNode, text: str) -> Iterator[tuple[int, str]]:
    """Yield the characters of a scalar's value, each with its offset in the text.

    White space is that of the text, which is not always that of the value.

    >>> text = r'a: "x\u0041"'
    >>> list(characters(yaml.compose(text).value[0][1], text))
    [(4, 'x'), (5, 'A')]
    """
    begin, end = node.start_mark.index, node.end_mark.index
    if node.style in ("|", ">"):
        begin += len(BREAK.split(text[begin:end])[0])
    elif node.style:
        begin, end = begin + 1, end - 1
    escape = _ESCAPES.get(node.style)
    while begin < end:
        match = escape.match(text, begin, end) if escape else None
        if match:
            yield match.start() + (len(match[0]) == 2), _unescape(match[0])
        else:
            yield begin, text[begin]
        begin = match.end() if match else begin + 1


def _unescape(written: str) -> str:
    """Return the character of an escape in a quoted scalar; a blank for one that is blank."""
    if len(written) > 2 and written[1] in "xuU":
        return chr(int(written[2:], 16))
    if written[1] in "0abe":
        return {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b"}[written[1]]
    return " " if written[1] in "tnvfrNLP_\r\n" else written[1]
