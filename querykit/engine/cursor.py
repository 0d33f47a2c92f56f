"""The cursor, the place where a run continues, and the starting token that it is written as.

A token has the request of a page, and how much an earlier run took of that page and of the pages
after it, as a count and a digest: the pages may be cut elsewhere the next time, and hold something
else. It also has the query that it belongs to, and the moment that the query's times are relative
to.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from botocore.paginate import TokenDecoder, TokenEncoder

from querykit import moments
from querykit.errors import CallError, QueryError

__all__ = ["Chain", "Cursor", "Missing", "Skip", "Taken", "decode", "encode"]

_VERSION = 2
# What every token of querykit begins with, in base64: {"querykit":
_OURS = "eyJxdWVyeWtpdCI6"
# What one contains and ends with, to know one that was not copied from its beginning.
_INSIDE = re.compile(rb'"querykit": [0-9]|"moment": "20|"query": \{"operation": "|"is_part": true')
_END = re.compile(r"[A-Za-z0-9+/=]{8,}\.[0-9a-f]{8}")
_LETTERS = re.compile(r"[A-Za-z0-9+/]+")
_GROUP = 4  # letters of base64, for three bytes
_CUT = "boto_truncate_amount"
_OLD = ("querykit_rows_given", "querykit_rows_before")
_CHECK_LETTERS = 8


@dataclass(frozen=True)
class Taken:
    """How many elements were taken, and their digest; None if it is not known."""

    count: int
    digest: str | None = None


class Missing(NamedTuple):
    """What pages said is missing, with its hint; whether they are cut, or something failed."""

    what: str
    hint: str | None = None
    is_cut: bool = False

    def without(self, secrets: Iterable[str]) -> Missing:
        """Return the same with *** in the place of secrets: a token can be read by anyone."""
        error = CallError(self.what, hint=self.hint)
        error.hide(secrets)
        (mistake,) = error.mistakes
        return self._replace(what=mistake.what, hint=mistake.hint)


@dataclass(frozen=True)
class Cursor:
    """A place in the pages of a call.

    tokens: what its page is requested with; empty for the first page.
    items: by result key, what max_items took of the page's elements and of those after them.
    rows: what was given of the rows that follow these items.
    before: how many rows there are before the place.
    moment: what the query's times are relative to.
    query: the fingerprint of the query; None in a token that is not querykit's.
    is_part: whether the rows begin at a token of the service's own.
    missing: what the pages before said is missing.
    """

    tokens: Mapping[str, Any] = field(default_factory=dict)
    items: Mapping[str, Taken] = field(default_factory=dict)
    rows: Taken = Taken(0)
    before: int = 0
    moment: datetime | None = None
    query: Mapping[str, Any] | None = None
    is_part: bool = False
    missing: tuple[Missing, ...] = ()


class Chain:
    """The digest of elements in their order, however the pages are cut."""

    def __init__(self) -> None:
        self._count = 0
        self._hash = hashlib.blake2b(digest_size=12)

    def add(self, elements: Iterable[Any]) -> None:
        """Add elements to the digest."""
        for element in elements:
            self._count += 1
            self._hash.update(json.dumps(element, sort_keys=True, default=repr).encode() + b"\n")

    @property
    def taken(self) -> Taken:
        """Return how many elements were added, and their digest."""
        return Taken(self._count, self._hash.hexdigest() if self._count else None)


class Skip:
    """A filter that skips what an earlier run took, and checks that it is the same.

    what: a word for the elements, such as rows.
    """

    def __init__(self, taken: Taken, what: str) -> None:
        self.left = taken.count
        self._taken = taken
        self._what = what
        self._chain = Chain()
        self.has_changed = False

    def drop(self, elements: Sequence[Any]) -> int:
        """Return how many of a page's elements to skip. Raises CallError if they have changed."""
        dropped = min(self.left, len(elements))
        if dropped:
            self._chain.add(elements[:dropped])
            self.left -= dropped
            digest = self._taken.digest
            if not self.left and digest is not None and self._chain.taken.digest != digest:
                raise self._changed(f"the {self._what} before the starting token have changed")
        return dropped

    def end(self) -> None:
        """Raise CallError if the pages ended before everything to be skipped was found."""
        if self.left:
            before = f"{self._taken.count:,} {self._what} before the starting token"
            raise self._changed(f"{self.left:,} of the {before} are missing")

    def _changed(self, what: str) -> CallError:
        self.has_changed = True
        hint = "start again without the token: new rows cannot be separated from those already read"
        return CallError(f"cannot resume: {what}", hint=hint)


def encode(cursor: Cursor) -> str:
    """Return the starting token of a cursor."""
    moment = cursor.moment.isoformat() if cursor.moment else None
    parts: dict[str, Any] = {
        "tokens": dict(cursor.tokens),
        "items": {key: [taken.count, taken.digest] for key, taken in cursor.items.items()},
        "rows": [cursor.rows.count, cursor.rows.digest] if cursor.rows.count else None,
        "before": cursor.before,
        "moment": moment,
        "query": cursor.query,
        "is_part": cursor.is_part,
        "missing": cursor.missing,
    }
    written = {"querykit": _VERSION, **{name: part for name, part in parts.items() if part}}
    text = str(TokenEncoder().encode(written))
    return f"{text}.{_checksum(text)}"


def decode(token: str, names: Sequence[str] = (), keys: Sequence[str] = ()) -> Cursor:
    """Return the cursor of a starting token: querykit's, botocore's, or the service's own.

    names: the operation's input tokens; the first one takes a token of the service's own. keys: its
    result keys. Raises QueryError for a token of querykit that is damaged or of another version.
    """
    joined = "".join(token.split())
    if joined.startswith(_OURS):
        return _read(joined)
    if _is_part_of_ours(joined):
        raise _damaged()
    try:
        found = TokenDecoder().decode(token)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError):
        found = None
    if isinstance(found, dict) and found and found.keys() <= {*names, _CUT, *_OLD}:
        return _of_botocore(found, keys)
    return Cursor(tokens={names[0]: token} if names else {}, is_part=True)


def _read(token: str) -> Cursor:
    text, _, checksum = token.partition(".")
    if checksum != _checksum(text):
        raise _damaged()
    try:
        found = TokenDecoder().decode(text)
        version = found["querykit"]
    except (ValueError, TypeError, AttributeError, KeyError, binascii.Error):
        raise QueryError("the starting token is damaged") from None
    if version != _VERSION:
        raise _another_version()
    began = found.get("moment")
    return Cursor(
        tokens=found.get("tokens", {}),
        items={key: Taken(*taken) for key, taken in found.get("items", {}).items()},
        rows=Taken(*found.get("rows", (0,))),
        before=found.get("before", 0),
        moment=moments.moment(began) if began else None,
        query=found.get("query", {}),
        is_part=found.get("is_part", False),
        missing=tuple(Missing(*each) for each in found.get("missing", ())),
    )


def _is_part_of_ours(token: str) -> bool:
    """Return whether it is a token of querykit without its beginning.

    AWS might take it for a position.
    """
    has_end = _END.fullmatch(token) is not None
    found = _LETTERS.match(token)
    letters = found[0] if found else ""
    for begin in range(_GROUP):
        part = letters[begin:]
        if len(part) % _GROUP == 1:
            part = part[:-1]
        read = binascii.a2b_base64(part + "=" * (-len(part) % _GROUP))
        if _INSIDE.search(read) or (has_end and read.endswith(b"}") and read.isascii()):
            return True
    return False


def _damaged() -> QueryError:
    hint = "copy all of it, from --starting-token to the end"
    return QueryError("the starting token is damaged", hint=hint)


def _of_botocore(found: dict[str, Any], keys: Sequence[str]) -> Cursor:
    if any(name in found for name in _OLD):
        raise _another_version()
    cut = found.pop(_CUT, 0)
    items = {keys[0]: Taken(int(cut))} if cut and keys else {}
    return Cursor(tokens=found, items=items, is_part=True)


def _another_version() -> QueryError:
    what = "the starting token is from another version of querykit"
    return QueryError(what, hint="start again without it")


def _checksum(text: str) -> str:
    return hashlib.blake2b(text.encode()).hexdigest()[:_CHECK_LETTERS]
