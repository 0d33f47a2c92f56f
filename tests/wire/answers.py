"""What a test puts in a list of pages: a page, or a fault in the place of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Literal

from querykit.testing.error_responses import ErrorResponse


class Added(Enum):
    """The mark of what the server adds itself."""

    ADDED = "added by the server"


ADDED = Added.ADDED


@dataclass(frozen=True)
class Page:
    """An output, as botocore parses it, and its continuation."""

    output: Mapping[str, Any]
    token: Any = ADDED
    more: bool | Added | None = ADDED


@dataclass(frozen=True)
class Raw:
    """A response written out, whatever the protocol."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """Something to send and the way it arrives; no content is no response at all.

    `delay` are the seconds before the first byte and `pause` those after each byte of the
    body; `kept` is the part of the body that is sent before the `ending`.
    """

    content: Page | ErrorResponse | Raw | None
    delay: float = 0.0
    pause: float = 0.0
    kept: float = 1.0
    ending: Literal["keep-alive", "close", "reset"] = "keep-alive"


@dataclass(frozen=True)
class Once:
    """A fault the first time its place is asked for, something else from then on."""

    fault: Answer | Once
    then: Answer | Once


@dataclass(frozen=True)
class Endless:
    """A page that always says that there is another one after it."""

    page: Page


Entry = Mapping[str, Any] | Page | Answer | Once | Endless


def page(output: Mapping[str, Any], *, token: Any = ADDED, more: Any = ADDED) -> Page:
    """Give a page its own continuation in place of the one the server adds.

    `token=None` sends no token and `more=None` no truncation flag. A string stands in for
    "token-1", whatever the shape of the token is; anything else is sent as it is. For an
    operation with several tokens a dict by output member names each.
    """
    return Page(output, token, more)


def pages(result_key: str, items: Iterable[Any], size: int) -> list[dict[str, Any]]:
    """Cut items into pages of `size` under a result key, which may be a dotted path.

    >>> pages("List.Items", "abc", 2)
    [{'List': {'Items': ['a', 'b']}}, {'List': {'Items': ['c']}}]
    """
    whole = list(items)
    cut_up = [whole[start : start + size] for start in range(0, len(whole), size)] or [[]]
    return [_nested(result_key.split("."), part) for part in cut_up]


def endless(output: Mapping[str, Any]) -> Endless:
    """Answer from here on with this page and a new token each time; it is the last entry."""
    return Endless(Page(output))


def refuse(code: str, message: str = "", status: int = 400) -> Answer:
    """Answer with an error document; with `status=200` it hides inside a success."""
    return Answer(ErrorResponse(code, message or f"{code} by the wire", status))


def raw(status: int, body: bytes | str = b"", headers: Mapping[str, str] | None = None) -> Answer:
    """Answer with exactly this; Content-Length is right unless `headers` has another."""
    return Answer(Raw(status, body.encode() if isinstance(body, str) else body, headers or {}))


def reset(of: Entry | None = None) -> Answer:
    """Reset the connection: before any byte, or in the middle of the body of a page."""
    if of is None:
        return Answer(None, ending="reset")
    return replace(_answer(of), kept=0.5, ending="reset")


def cut(of: Entry, kept: float = 0.5) -> Answer:
    """Announce the whole body, send a part of it and close the connection in good order."""
    return replace(_answer(of), kept=kept, ending="close")


def slow(of: Entry, seconds: float) -> Answer:
    """Answer after some seconds."""
    return replace(_answer(of), delay=seconds)


def drip(of: Entry, seconds: float) -> Answer:
    """Answer at once, one byte of the body every so many seconds."""
    return replace(_answer(of), pause=seconds)


def stall() -> Answer:
    """Take the request and never answer; the connection stays open until the test ends."""
    return Answer(None, delay=float("inf"), ending="close")


def once(fault: Entry, then: Entry) -> Once:
    """Answer with the fault the first time, and from then on with the page.

    They nest, for a fault that lasts twice: `once(reset(), then=once(reset(), then={...}))`.
    """
    return Once(entered(fault), entered(then))


def entered(entry: Entry) -> Answer | Once:
    """Give the full form of an entry, which may be written as a plain dict."""
    return entry if isinstance(entry, Once) else _answer(entry)


def _answer(entry: Entry) -> Answer:
    if isinstance(entry, Answer):
        return entry
    if isinstance(entry, Page):
        return Answer(entry)
    if isinstance(entry, Mapping):
        return Answer(Page(entry))
    raise TypeError(f"a page or a fault is wanted here, not {entry!r}")


def _nested(path: list[str], value: Any) -> Any:
    return {path[0]: _nested(path[1:], value)} if path else value
