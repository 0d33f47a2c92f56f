"""The sentences of AWS's documentation, as text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

__all__ = ["quoted", "sentences"]

_BLOCK = re.compile(r"</(?:p|li|note|important)>")
_TAG = re.compile(r"<[^>]+>")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`'\"(<])")
_ELLIPSIS = " ..."


def sentences(documentation: str | None) -> Iterator[str]:
    """The sentences of a documentation string, without its HTML.

    >>> list(sentences("<p>Lists <b>all</b> keys .</p> <p>Up to 10. See also</p>"))
    ['Lists all keys.', 'Up to 10.', 'See also']
    """
    for block in _BLOCK.split(documentation or ""):
        text = " ".join(html.unescape(_TAG.sub(" ", block)).split())
        text = re.sub(r" ([.,;:])", r"\1", text)
        yield from (sentence.strip() for sentence in _END.split(text) if sentence.strip())


def quoted(quote: str, found: Iterable[str]) -> bool:
    """Whether a quote, which may end in ``...``, is one of the sentences."""
    if quote.endswith(_ELLIPSIS):
        return any(sentence.startswith(quote.removesuffix(_ELLIPSIS)) for sentence in found)
    return quote in found
