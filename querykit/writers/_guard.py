"""Cells that a spreadsheet would evaluate as formulas, with an apostrophe before them."""

from __future__ import annotations

import re

from querykit.result import Row
from querykit.writers._cells import cell

__all__ = ["guard_cell"]

# OWASP's list for CSV injection, with the full-width forms that some spreadsheets read alike.
_FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def guard_cell(value: Row) -> str:
    """Return a value in one cell. Numbers stay as they are, including those in a string.

    >>> [guard_cell(value) for value in ("=1+1", "@here", "-5", -5, "a=b")]
    ["'=1+1", "'@here", '-5', '-5', 'a=b']
    """
    text = cell(value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
