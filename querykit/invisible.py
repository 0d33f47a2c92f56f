r"""Characters that a terminal obeys or a reader does not see, and how they are written instead.

They are the controls (C0, DEL, C1), the separators of lines and paragraphs, lone surrogates, and
Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt), which includes bidirectional
controls, zero-width characters, the soft hyphen and tags. Some stay if they belong to a visible
character: joiners inside emoji and in scripts from Arabic on, variation selectors after a symbol
or an ideograph.
"""

from __future__ import annotations

import re

__all__ = ["escape_json", "escape_yaml", "is_plain", "shown"]

_CONTROLS = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_NEVER_SEEN = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe00-\ufe0f"
_IDEOGRAPHIC = "\U000e0100-\U000e01ef"
_SEEN = f"[^\x00-\u05ff{_CONTROLS}{_NEVER_SEEN}{_JOINERS}]"
_SYMBOL = f"[^\x00-\xa8\xaa-\xad\xaf-\u200f{_CONTROLS}{_NEVER_SEEN}{_SELECTORS}{_IDEOGRAPHIC}]"
_INVISIBLE = (
    f"[{_NEVER_SEEN}]"
    f"|(?<!{_SEEN})[{_JOINERS}]|[{_JOINERS}](?!{_SEEN})"
    f"|(?<!{_SYMBOL})(?<![0-9#*](?=\ufe0f\u20e3))[{_SELECTORS}]"
    "|(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])" + f"[{_IDEOGRAPHIC}]"
)
# One class finds quickly that there is nothing to do.
_ANY = re.compile(f"[{_CONTROLS}{_NEVER_SEEN}{_JOINERS}{_SELECTORS}{_IDEOGRAPHIC}]")
_CONTROL = re.compile(f"[{_CONTROLS}]")
_EITHER = re.compile(f"[{_CONTROLS}]|{_INVISIBLE}")
# JSON and YAML escape C0 themselves, and lines of their own end with some of it.
_BEYOND_C0 = re.compile(f"[\x7f-\x9f\u2028\u2029\ud800-\udfff]|{_INVISIBLE}")
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def is_plain(text: str) -> bool:
    """Return whether a text has nothing that would be escaped."""
    if text.isascii() and text.isprintable():
        return True
    return not (_ANY.search(text) and _EITHER.search(text))


def shown(text: str, *, keep: str = "", invisible: bool = True) -> str:
    r"""Return a text with its controls and invisible characters written out; those in ``keep``
    stay.

    invisible: False leaves what is no control.

    >>> print(shown("a\tb" + chr(27) + "[31m" + chr(0x202E)))
    a\tb\x1b[31m\u202e
    """
    if (text.isascii() and text.isprintable()) or not _ANY.search(text):
        return text

    def written(match: re.Match[str]) -> str:
        character = match[0]
        return character if character in keep else _SHORT.get(character) or _python(match)

    return (_EITHER if invisible else _CONTROL).sub(written, text)


def escape_json(text: str) -> str:
    """Return JSON with what is invisible in its strings escaped; it reads as the same data."""
    return _BEYOND_C0.sub(_json, text) if _ANY.search(text) else text


def escape_yaml(text: str) -> str:
    """Return the same for YAML in which strings with such characters have double quotes."""
    return _BEYOND_C0.sub(_yaml, text) if _ANY.search(text) else text


def _python(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\x{number:02x}" if number <= 0xFF else _yaml(match)


def _yaml(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def _json(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
