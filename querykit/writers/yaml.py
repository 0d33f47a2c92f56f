"""A YAML sequence, one row after the other; what looks like a number or a date is quoted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

import yaml

from querykit.result import Row
from querykit.writers import Layout

__all__ = ["STREAMS", "write"]

STREAMS = True

_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_DUMPER):  # type: ignore[misc]
    """Writes a value out wherever it stands: a reader need not know anchors."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:  # noqa: ARG001
    """Write an item a row."""
    empty = True
    for row in rows:
        empty = False
        yaml.dump([row], out, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=4096)
    if empty:
        out.write("[]\n")
