"""Secrets are hidden in a text, whatever has written them there, and wherever it was cut."""

from __future__ import annotations

import base64
import html
import json
import random
import time
from collections.abc import Callable
from functools import partial
from urllib.parse import quote, quote_plus

import pytest

from querykit.redaction import Secrets

LETTERS = "abcXYZ019 +/=&%$\"'\\<>äß€😀-_.~\n;:@?#{}"
NAMES = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"


def _coded(text: str, before: int, safe: bool) -> str:
    data = b"x" * before + text.encode() + b"yz"
    return (base64.urlsafe_b64encode if safe else base64.b64encode)(data).decode()


ENCODINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "json": lambda text: json.dumps(text)[1:-1],
    "json, not ascii": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "json with slashes escaped": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "json in json": lambda text: json.dumps(json.dumps(text))[3:-3],
    "repr": lambda text: repr(text)[1:-1],
    "repr of bytes": lambda text: repr(text.encode())[2:-1],
    "url": lambda text: quote(text, safe=""),
    "path": quote,
    "query": quote_plus,
    "url, small letters": lambda text: quote(text, safe="").replace("%2F", "%2f"),
    "url of json": lambda text: quote(json.dumps(text))[3:-3],
    "html": html.escape,
    "html, every character": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "html, hexadecimal": lambda text: "".join(f"&#x{ord(each):X};" for each in text),
    "html of json": lambda text: html.escape(json.dumps(text)[1:-1]),
    "broken into lines": lambda text: "\n  ".join(text[i : i + 5] for i in range(0, len(text), 5)),
    "hexadecimal": lambda text: text.encode().hex(),
    **{
        f"base64 behind {before} bytes, {'safe' if safe else 'plain'}": (
            partial(_coded, before=before, safe=safe)
        )
        for before in range(3)
        for safe in (False, True)
    },
}


def _random(chosen: random.Random, letters: str, least: int = 4) -> str:
    while True:
        text = "".join(chosen.choices(letters, k=chosen.randint(least, 30)))
        if len("".join(text.replace("+", " ").split())) >= min(least, 4):
            return text


def _inner(name: str, secret: str) -> str:
    """The part of an encoded secret that is nothing else's."""
    written = ENCODINGS[name](secret)
    return written[4:-5] if name.startswith("base64") else written


@pytest.mark.parametrize("name", ENCODINGS)
def test_a_secret_is_hidden_in_every_encoding(name: str) -> None:
    chosen = random.Random(name)
    for _ in range(50):
        secret = _random(chosen, LETTERS, 8 if name.startswith("base64") else 4)
        told = Secrets([secret])(f"AWS refused: the value {ENCODINGS[name](secret)} is not right")
        assert _inner(name, secret) not in told
        assert told.startswith("AWS refused: the value ")
        assert told.endswith(" is not right")


@pytest.mark.parametrize("name", ENCODINGS)
def test_no_part_of_a_secret_stays_where_a_text_is_cut(
    name: str, figure: Callable[[str], None]
) -> None:
    chosen, tried = random.Random(name), 0
    for _ in range(6):
        secret = _random(chosen, NAMES + "/&", 12)
        written = f"no such value: {ENCODINGS[name](secret)} in this account"
        hide = Secrets([secret])
        for most in range(len(written)):
            for text in (hide(f"{written[:most]}..."), hide.shorten(written, most)):
                tried += 1
                left = text.replace("***", " ").removeprefix("no such value: ")
                part = _inner(name, secret)
                assert not any(part[at : at + 8] in left for at in range(len(part) - 7)), text
    figure(f"{tried:,} cuts of texts with a secret, {name}: no 8 of its characters were left")


@pytest.mark.parametrize(
    ("secret", "text", "told"),
    [
        ("hunter2", "password hunte...", "password ***..."),
        ("hunter2!", "p=hunter2%2...", "p=***..."),
        ("hunter2", "'hunter'", "'***'"),
        ("abc", "abc, abcd and (abc)", "***, abcd and (***)"),
        ("1", "error 1 of 10", "error *** of 10"),
        ("s3cr&t pass", "/login?p=s3cr%26t+pass and more", "/login?p=*** and more"),
        ("correct horse", "correct\n  horse", "***"),
        ("0123456789abcdef", "it ends with 89abcdef, they say", "it ends with ***, they say"),
        ("", "nothing", "nothing"),
    ],
)
def test_what_is_hidden_and_what_stays(secret: str, text: str, told: str) -> None:
    assert Secrets([secret])(text) == told


def test_a_text_is_cut_after_its_secrets_are_hidden() -> None:
    hide = Secrets(["x" * 200])
    assert hide.shorten("a " + "x" * 200 + " b" * 40, 20) == "a *** b b b b b b b ..."


def test_a_long_text_and_a_long_secret_take_no_time() -> None:
    chosen = random.Random(1)
    secret = "".join(chosen.choices(NAMES, k=4_000))
    begin = time.perf_counter()
    assert secret[:50] not in Secrets([secret])("x" * 20_000 + secret)
    assert time.perf_counter() - begin < 10
