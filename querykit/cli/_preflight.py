"""The check before a run: its errors end the command, and some of its warnings are printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from querykit import checks
from querykit.checks import Finding, threatens
from querykit.cli._configuration import configuration
from querykit.cli._console import say, width
from querykit.definitions.drafts import Draft

__all__ = ["reject_errors"]


def reject_errors(draft: Draft, given: Mapping[str, Any]) -> None:
    """Check a query with the given values, and print the warnings that concern its rows.

    Raises CheckError with all errors.
    """
    found = _unsilenced(draft, checks.check(draft, given=given))
    checks.refuse(draft, found, given)
    for finding in found:
        if threatens(finding.rule):
            say(finding.told(width()))


def _unsilenced(draft: Draft, found: list[Finding]) -> list[Finding]:
    """Return the findings that the project's configuration does not ignore."""
    if not found:
        return []
    source = draft.query.source or ""
    silenced = configuration(source)
    return [finding for finding in found if not silenced.silences(finding, source)]
