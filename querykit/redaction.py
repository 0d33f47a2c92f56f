"""Secrets hidden in texts, however they are written there.

AWS, a proxy or a library repeats a value in its own way: as JSON, in a URL, in HTML, as base64, as
Python's repr(), and cut to a length. A text is read with these escapes and without, and what is
a secret in any reading is replaced in the text as it is written.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property

__all__ = ["HIDDEN", "Secrets", "current", "cut", "hiding"]

HIDDEN = "***"
# So many characters in a row are a part of a secret that tells too much.
_FRAGMENT = 8
# What is shorter is hidden only as a word of its own: 1 is in every message.
_SHORT = 4
_REMEMBERED = 64
# Text that was escaped, escaped again, and so on.
_LEVELS = 4
_ESCAPE = re.compile(
    r"(?:%[0-9A-Fa-f]{2})+"
    r"|(?:\\x[0-9A-Fa-f]{2})+"
    r"|\\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}"
    r"|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\[\"'\\/bfnrt]"
    r"|&\#?[0-9A-Za-z]{1,10};"
)
_PLAIN = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LEFT_OUT = re.compile(r"[\s+]+")
_URL_SAFE = str.maketrans("-_", "+/")
# What a cut leaves of an escape, and what is put after a cut.
_END = r"""[\s"'»)\]}]*(?P<dots>\.{2,}|…|\Z)"""
_HALF = r"%[0-9A-Fa-f]?|\\(?:[xuU][0-9A-Fa-f]{0,7})?|&\#?\w{0,9}"
_CUT = re.compile(rf"(?P<half>{_HALF})?{_END}")


class Secrets:
    """Values that must not be printed. Called with a text, it gives the text without them.

    Parts of eight characters and more are hidden as well, and the beginning of a secret where the
    text was cut. Secrets of less than four characters are hidden only as words of their own.

    >>> hide = Secrets(["s3cr&t pass"])
    >>> hide('{"password": "s3cr\\u0026t pass"} at /login?p=s3cr%26t+pass and s3cr&am...')
    '{"password": "***"} at /login?p=*** and ***...'
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = sorted({each for each in secrets if each}, key=len, reverse=True)
        self._done: dict[str, str] = {}  # many messages show the same line

    def __bool__(self) -> bool:
        return bool(self._secrets)

    def __call__(self, text: str) -> str:
        if not self._secrets or not text:
            return text
        if text not in self._done:
            if len(self._done) >= _REMEMBERED:
                self._done.clear()
            self._done[text] = self._hidden(text)
        return self._done[text]

    def _hidden(self, text: str) -> str:
        parts, end = [], 0
        for begin, stop in _join(self._spans(text)):
            parts += [text[end:begin], HIDDEN]
            end = stop
        return "".join(parts) + text[end:]

    def shorten(self, text: str, most: int) -> str:
        """Return a text without them, and then cut."""
        longest = max(map(len, self._secrets), default=0)
        # Of a very long text, only as much is read as may be shown.
        text = self(text[: most + 12 * longest + _FRAGMENT])
        return text if len(text) <= most else f"{text[:most]}..."

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        for reading in _readings(text):
            for secret in self._needles:
                yield from _find(secret, reading)
            solid = reading.without(_LEFT_OUT)
            for secret in self._solid:
                yield from _find(secret, solid)
            for short in self._short:
                yield from (reading.span(*match.span()) for match in short.finditer(reading.text))
            coded = _Reading(reading.text.translate(_URL_SAFE), reading.places)
            for secret in self._coded:
                yield from _find(secret, coded)

    @cached_property
    def _short(self) -> list[re.Pattern[str]]:
        short = (re.escape(secret) for secret in self._secrets if len(secret) < _SHORT)
        return [re.compile(rf"(?<![A-Za-z0-9]){each}(?![A-Za-z0-9])") for each in short]

    @cached_property
    def _needles(self) -> list[_Needle]:
        """Return the secrets, in each of the readings that a text can have."""
        long = (secret for secret in self._secrets if len(secret) >= _SHORT)
        read = dict.fromkeys(each.text for secret in long for each in _readings(secret))
        return [_Needle(text) for text in read if len(text) >= _SHORT]

    @cached_property
    def _solid(self) -> list[_Needle]:
        """Return the same without white space, which messages break and URLs write as a plus."""
        texts = dict.fromkeys(_LEFT_OUT.sub("", needle.text) for needle in self._needles)
        return [_Needle(text) for text in texts if len(text) > 1]

    @cached_property
    def _coded(self) -> list[_Needle]:
        """Return them in base64, wherever in the coded data they begin, and in hexadecimal."""
        codes = []
        for secret in self._secrets:
            data = secret.encode("utf-8", "surrogatepass")
            if len(data) >= _SHORT:
                codes += [data.hex(), data.hex().upper()]
                codes += [_base64(data, before) for before in range(3)]
        return [_Needle(code) for code in dict.fromkeys(codes) if len(code) >= _SHORT]


_CURRENT: ContextVar[Secrets] = ContextVar("querykit_secrets", default=Secrets(()))  # noqa: B039


def current() -> Secrets:
    """Return the secrets of the run that is going on here."""
    return _CURRENT.get()


@contextmanager
def hiding(secrets: Secrets) -> Iterator[None]:
    """Let ``cut()`` and the log know what must not be printed."""
    token = _CURRENT.set(secrets)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def cut(text: str, most: int) -> str:
    """Return a text in so many characters, cut after the secrets of the run were hidden in it."""
    return _CURRENT.get().shorten(text, most)


class _Needle:
    def __init__(self, text: str) -> None:
        self.text = text
        self.fragments = {
            text[at : at + _FRAGMENT] for at in range(max(0, len(text) - _FRAGMENT + 1))
        }


class _Reading:
    """A text as it is read, and from where to where each of its characters is written."""

    def __init__(self, text: str, places: list[tuple[int, int]]) -> None:
        self.text = text
        self.places = places

    def span(self, begin: int, stop: int) -> tuple[int, int]:
        """Return the offsets of some characters in the text as it is written."""
        return self.places[begin][0], self.places[stop - 1][1]

    def without(self, pattern: re.Pattern[str]) -> _Reading:
        kept = [at for at, each in enumerate(self.text) if not pattern.match(each)]
        text = "".join(self.text[at] for at in kept)
        return _Reading(text, [self.places[at] for at in kept])


def _readings(text: str) -> Iterator[_Reading]:
    """Yield the text as it is, and with its escapes read, once, twice ..."""
    reading = _Reading(text, [(at, at + 1) for at in range(len(text))])
    yield reading
    for _ in range(_LEVELS):
        places: list[tuple[int, int]] = []
        parts: list[str] = []
        end = 0
        for match in _ESCAPE.finditer(reading.text):
            places += reading.places[end : match.start()]
            parts.append(reading.text[end : match.start()])
            for character, first, last in _unescape(match[0]):
                places.append(reading.span(match.start() + first, match.start() + last))
                parts.append(character)
            end = match.end()
        if not end:
            return
        places += reading.places[end:]
        parts.append(reading.text[end:])
        reading = _Reading("".join(parts), places)
        yield reading


def _unescape(written: str) -> Iterator[tuple[str, int, int]]:
    """Yield the characters that an escape stands for, each with its offsets in it."""
    size = len(written)
    if written[0] == "&":
        yield from ((character, 0, size) for character in html.unescape(written))
    elif written[0] == "%" or written[1] == "x":
        yield from _bytes(written, 3 if written[0] == "%" else 4)
    elif written[1] in "uU":
        units = [int(each, 16) for each in re.findall(r"[0-9A-Fa-f]{4,8}", written)]
        if len(units) == 2:
            data = b"".join(unit.to_bytes(2, "big") for unit in units)
            yield data.decode("utf-16-be", "replace"), 0, size
        else:
            yield (chr(units[0]) if units[0] < 0x110000 else "\ufffd"), 0, size
    else:
        yield _PLAIN.get(written[1], written[1]), 0, size


def _bytes(written: str, width: int) -> Iterator[tuple[str, int, int]]:
    """Yield the characters of escaped bytes: UTF-8, or else one a byte."""
    data = bytes(int(written[at - 2 : at], 16) for at in range(width, len(written) + 1, width))
    try:
        text, encoding = data.decode(), "utf-8"
    except UnicodeDecodeError:
        text, encoding = data.decode("latin-1"), "latin-1"
    at = 0
    for character in text:
        size = width * len(character.encode(encoding))
        yield character, at, at + size
        at += size


def _base64(data: bytes, before: int) -> str:
    """Return what is the same in the code of all data that has this data after so many bytes."""
    code = base64.b64encode(b"\0" * before + data).decode()
    return code[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]


def _find(needle: _Needle, reading: _Reading) -> Iterator[tuple[int, int]]:
    """Yield where a secret is in a text: all of it, a part, or its beginning in front of a cut."""
    text, size = reading.text, len(needle.text)
    at = text.find(needle.text)
    while at >= 0:
        yield reading.span(at, at + size)
        at = text.find(needle.text, at + 1)
    if needle.fragments:
        for at in range(len(text) - _FRAGMENT + 1):
            if text[at : at + _FRAGMENT] in needle.fragments:
                yield reading.span(at, at + _FRAGMENT)
    for match in _CUT.finditer(text):
        half = len(match["half"] or "")
        # What looks like half an escape may be the secret's own.
        for stop in {match.start(), match.start() + half}:
            length = _ending(text, stop, needle.text)
            # Where no dots say that it was cut, a letter or two are those of another word.
            if length >= (1 if match["dots"] else _SHORT):
                yield reading.span(stop - length, match.start() + half)


def _ending(text: str, stop: int, secret: str) -> int:
    """Return how many characters in front of an offset are the beginning of a secret."""
    most = min(stop, len(secret) - 1)
    return next((n for n in range(most, 0, -1) if text.endswith(secret[:n], 0, stop)), 0)


def _join(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans in their order, those that touch as one."""
    begin = end = -1
    for first, last in sorted(spans):
        if first > end:
            if end >= 0:
                yield begin, end
            begin, end = first, last
        end = max(end, last)
    if end >= 0:
        yield begin, end
