"""The check before a run: its errors end the command, and some of its warnings are printed."""

from __future__ import annotations

from querykit import checks
from querykit.checks import Finding, threatens
from querykit.cli._configuration import configuration
from querykit.cli._console import say, width
from querykit.resolved import Resolved

__all__ = ["reject_errors"]


def reject_errors(resolved: Resolved) -> None:
    """Check a query with its values, and print the warnings about its rows.

    Raises CheckError with all errors.
    """
    found = _drop_silenced(resolved, checks.check(resolved))
    checks.reject(resolved, found)
    for finding in found:
        if threatens(finding.rule):
            say(finding.message(width()))


def _drop_silenced(resolved: Resolved, found: list[Finding]) -> list[Finding]:
    """Return the findings that the project's configuration does not ignore."""
    if not found:
        return []
    source = resolved.query.source or ""
    silenced = configuration(source)
    return [finding for finding in found if not silenced.silences(finding, source)]
