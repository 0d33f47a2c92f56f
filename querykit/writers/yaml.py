"""A YAML sequence, one row after the other; what looks like a number or a date is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TextIO

import yaml

from querykit.invisible import escape_yaml, is_plain
from querykit.result import Row
from querykit.writers import Format, Layout
from querykit.writers._cells import plain

__all__ = ["FORMAT", "write"]

FORMAT = Format(endings=(".yaml", ".yml"))

_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_DUMPER):  # type: ignore[misc]
    """Writes repeated values in full: a reader need not know anchors."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def _represent(dumper: Any, value: object) -> Any:
    """Represent kinds of dict and list as these, and what YAML has no type for as text."""
    if isinstance(value, dict):
        return dumper.represent_dict(value.items())
    if isinstance(value, (list, tuple)):
        return dumper.represent_list(value)
    return _string(dumper, value if isinstance(value, str) else plain(value))


def _string(dumper: Any, text: str) -> Any:
    """Return a string; in double quotes, which allow escapes, if it needs them."""
    if is_plain(text):
        return dumper.represent_str(text)
    # YAML has no escape for half a character.
    whole = text.encode("utf-8", "backslashreplace").decode()
    return dumper.represent_scalar("tag:yaml.org,2002:str", whole, style='"')


_Dumper.add_representer(str, _string)
_Dumper.add_multi_representer(object, _represent)

# PyYAML reads YAML 1.1 and leaves these without quotes, as its pattern for numbers wants a point
# and its booleans are words. Readers of YAML 1.2 take 1e3 for 1000, others take y for true.
_Dumper.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)[eE][-+]?\d+$"), "-+.0123456789"
)
_Dumper.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"0o[0-7]+$"), "0")
_Dumper.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"[yYnN]$"), "yYnN")


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:  # noqa: ARG001
    """Write one item per row."""
    empty = True
    for row in rows:
        empty = False
        text = yaml.dump([row], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=4096)
        out.write(escape_yaml(text))
    if empty:
        out.write("[]\n")
