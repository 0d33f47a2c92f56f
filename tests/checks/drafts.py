"""Texts as a check takes them."""

from __future__ import annotations

from querykit.definitions import adhoc, drafts
from querykit.definitions.drafts import Draft

__all__ = ["draft"]


def draft(text: str) -> Draft:
    """An ad-hoc string, or a definition, which is called q.yaml."""
    if adhoc.looks_like_one(text) or "\n" not in text.strip():
        return drafts.ad_hoc(text)
    return drafts.document(text, source="q.yaml")
