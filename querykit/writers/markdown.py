"""A table in GitHub's Markdown, with the columns of csv."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO

from querykit.invisible import shown
from querykit.result import Row
from querykit.writers import Format, Layout
from querykit.writers._cells import cell
from querykit.writers._columns import table

__all__ = ["FORMAT", "write"]

FORMAT = Format(endings=(".md",), columns_first=True)

# The stars of "s3:*" and "ec2:*" would vanish, and what is between two $ be read as mathematics.
# An underscore inside a word means nothing, and names are full of them: these stay as they are.
_MARKUP = re.compile(r"[\\|*`~$]|(?<![^\W_])_|_(?![^\W_])|](?=[(\[])")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def write(rows: Iterable[Row], out: TextIO, layout: Layout) -> None:
    """Write the header and one line per row; nothing if there are no columns."""
    with table(rows, layout.names) as (columns, records):
        if not columns:
            return
        out.write(f"| {' | '.join(map(_escape, columns))} |\n")
        out.write(f"|{' --- |' * len(columns)}\n")
        for found in records:
            cells = (_escape(cell(found.get(name))) for name in columns)
            out.write(f"| {' | '.join(cells)} |\n")


def _escape(text: str) -> str:
    text = _ENTITY.sub("&amp;", _MARKUP.sub(r"\\\g<0>", text)).replace("<", "&lt;")
    return shown(text.replace("\r\n", "\n"), keep="\n").replace("\n", "<br>")
