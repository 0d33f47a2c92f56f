"""The documentation in AWS's models, as plain text instead of HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

__all__ = ["first_line", "plain"]

# A note, a list or a heading in front of the first paragraph says what is special, not what it is.
_ASIDE = re.compile(r"<(note|important|fullname|h2|ul|ol|dl)\b.*?</\1>", re.DOTALL)
_PARAGRAPH = re.compile(r"<p>(.*?)(?=</p>|<p>|<ul|<ol|<dl|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
# A full stop ends a sentence if a capital letter follows, except after an abbreviation.
_STOP = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)(?<!\bno)\.(?= +[A-Z`'\"(])")


@lru_cache(maxsize=4096)
def plain(html: str) -> str:
    """Return the first paragraph of a documentation, without tags.

    >>> plain("<note><p>New!</p></note><p>The <code>id</code> &amp; more.  See it.</p><p>B</p>")
    'The id & more. See it.'
    """
    for text in (_ASIDE.sub(" ", html), html):
        for paragraph in _PARAGRAPH.findall(text) or [text]:
            if found := _text(paragraph):
                return found
    return ""


def first_line(html: str) -> str:
    """Return the first sentence of a documentation, without tags.

    >>> first_line("<p>An id, e.g. A. The id is given by AWS.</p>"), first_line("<p/>")
    ('An id, e.g. A.', '')
    """
    return _sentence(plain(html))


def _sentence(text: str) -> str:
    stop = _STOP.search(text)
    return text[: stop.end()] if stop else text


def _text(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())
