"""What a writer writes, as text."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from querykit.writers import WRITERS, Layout

__all__ = ["written"]


def written(name: str, rows: Iterable[Any], layout: Layout | None = None) -> str:
    """The text of the rows in the output format of that name."""
    out = io.StringIO(newline="")
    WRITERS.member(name).write(rows, out, layout or Layout())
    return out.getvalue()
