"""The query that an argument means: a saved one, a file, one on stdin, or an ad-hoc query."""

from __future__ import annotations

from querykit.cli._sources import draft, is_file
from querykit.definitions import adhoc, drafts
from querykit.definitions.drafts import Draft

__all__ = ["asked"]


def asked(name: str) -> Draft:
    """The query that NAME|FILE|-|AD-HOC means. Raises QuerykitError where there is none."""
    if adhoc.looks_like_one(name) and not is_file(name):
        return drafts.ad_hoc(name)
    return draft(name)
