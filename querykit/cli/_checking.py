"""The check before a run: errors refuse it, and what threatens its answer is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from querykit import checks
from querykit.checks import Finding, threatens
from querykit.cli._configuration import configuration
from querykit.cli._console import say, width
from querykit.definitions.drafts import Draft

__all__ = ["refuse"]


def refuse(draft: Draft, given: Mapping[str, Any]) -> None:
    """Check a query with the values that are given. Raises CheckError with all errors."""
    found = _left(draft, checks.check(draft, given=given))
    checks.refuse(draft, found, given)
    for finding in found:
        if threatens(finding.rule):
            say(finding.told(width()))


def _left(draft: Draft, found: list[Finding]) -> list[Finding]:
    """The findings that the project's configuration does not silence."""
    if not found:
        return []
    source = draft.query.source or ""
    silenced = configuration(source)
    return [finding for finding in found if not silenced.silences(finding, source)]
