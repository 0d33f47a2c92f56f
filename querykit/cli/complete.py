"""``querykit complete``: completions at a cursor position, for editors."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

import click

from querykit.cli._destination import Destination
from querykit.errors import QuerykitError, nearest

__all__ = ["command"]

_KINDS = ("ad-hoc", "definition")
_KEYS = ("text", "offset", "line", "column", "kind")
_EXAMPLE = 'write {"text": "ec2.describe_volumes | Vol", "offset": 26}'


@click.command("complete", short_help="List completions at a cursor position, for editors.")
def command() -> int:
    """Read a cursor position as JSON on stdin and print the completions there as JSON.

    \b
    {"text": "...", "offset": 28}
    {"text": "...", "line": 3, "column": 12}
    {"text": "...", "offset": 28, "kind": "definition"}

    Positions count characters from 0; the default is the end of the text. The kind, ad-hoc or
    definition, is guessed if it is not given.

    \b
    {"start": 26, "end": 28, "candidates": [{"text": "State",
      "kind": "member", "type": "...", "documentation": "..."}]}

    A candidate replaces the text between start and end, which may be the part already typed.
    Makes no AWS calls.
    """
    from querykit.authoring.completion import completion
    from querykit.services.documentation import plain

    text, offset, kind = _cursor()
    found = completion(text, offset, kind)
    answer = {
        "start": found.start,
        "end": found.end,
        "candidates": [
            {
                "text": each.text,
                "kind": each.kind,
                "type": each.type,
                "documentation": plain(each.documentation),
            }
            for each in found.candidates
        ],
    }
    with Destination(None).open() as stream:
        stream.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0


def _cursor() -> tuple[str, int, Any]:
    """Return the text, the offset of the cursor and the kind of the text from stdin."""
    written = sys.stdin.buffer.read() if sys.stdin else b""
    try:
        asked = json.loads(written)
    except RecursionError:
        raise QuerykitError("stdin is nested too deeply", hint=_EXAMPLE) from None
    except ValueError as error:
        what = f"stdin is not JSON: {error}" if written.strip() else "stdin is empty"
        raise QuerykitError(what, hint=_EXAMPLE) from None
    if not isinstance(asked, Mapping):
        raise QuerykitError("stdin is JSON, but not an object", hint=_EXAMPLE)
    for key in asked:
        if key not in _KEYS:
            hint = nearest(key, _KEYS) or f"valid keys: {', '.join(_KEYS)}"
            raise QuerykitError(f"unknown key {key!r}", hint=hint)
    text, kind = asked.get("text"), asked.get("kind")
    if not isinstance(text, str):
        what = "text must be a string" if "text" in asked else "missing key: text"
        raise QuerykitError(what, hint=_EXAMPLE)
    if kind not in (None, *_KINDS):
        raise QuerykitError(f"unknown kind {kind!r}", hint="use ad-hoc or definition")
    return text, _offset(asked, text), kind


def _offset(asked: Mapping[str, Any], text: str) -> int:
    """Return the offset, or that of the line and column, or else the end of the text."""
    offset, line, column = (_count(asked, name) for name in ("offset", "line", "column"))
    if offset is None and (line is None) is not (column is None):
        raise QuerykitError("line and column must be given together", hint="or pass an offset")
    if offset is None and line is not None:
        lines = text.split("\n")
        before = lines[:line]
        within = min(column or 0, len(lines[line]) if line < len(lines) else 0)
        offset = sum(len(each) + 1 for each in before) + within
    return len(text) if offset is None else min(offset, len(text))


def _count(asked: Mapping[str, Any], name: str) -> int | None:
    value = asked.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise QuerykitError(f"invalid {name}: {value!r}", hint="use an integer of 0 or more")
    return value
