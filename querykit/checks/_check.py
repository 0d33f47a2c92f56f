"""The check of a query against every rule: its findings, without those that are ignored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from querykit.checks import _rules, unused_silence
from querykit.definitions import variables
from querykit.definitions.silences import Cover, silences
from querykit.errors import CheckError, VariableError
from querykit.findings import Finding
from querykit.mistakes import Mistake
from querykit.redaction import Secrets
from querykit.resolved import Resolved
from querykit.rules import UNUSED_SILENCE

__all__ = ["check", "reject", "report"]


def check(resolved: Resolved) -> list[Finding]:
    """Return all findings about a query, ordered by place, without those that are ignored."""
    found = [each for name in _rules.members() for each in _findings(name, resolved)]
    query = resolved.query
    comments = silences(query.text or "", query.source or "")
    found += [
        report(replace(each, rule=UNUSED_SILENCE))
        for each in unused_silence.find_unused(comments, found)
    ]
    cover = Cover(comments)
    left = [each for each in found if not _is_silenced(each, cover)]
    secrets = Secrets(variables.secrets(resolved.query, resolved.given))
    hidden = (each.without(secrets) for each in left) if secrets else left
    return sorted(hidden, key=_order)


def _findings(name: str, resolved: Resolved) -> Iterator[Finding]:
    look = getattr(_rules.members()[name], "findings", None)
    for mistake in look(resolved) if look else resolved.mistakes_of(name):
        yield report(replace(mistake, rule=name))


def report(mistake: Mistake) -> Finding:
    """Return a mistake as its rule reports it."""
    return Finding(**{**vars(mistake), "severity": _rules.severity(mistake.rule)})


def _is_silenced(finding: Finding, cover: Cover) -> bool:
    place = finding.location
    if place is None or _rules.guards(finding.rule):
        return False
    return cover.covers(finding.rule, place)


def reject(resolved: Resolved, found: Sequence[Finding]) -> None:
    """Raise CheckError with the errors that a check found, and what is wrong with the values."""
    errors = [finding for finding in found if finding.severity == "error"]
    if errors:
        values = VariableError(resolved.ill_given)
        values.hide(variables.secrets(resolved.query, resolved.given))
        raise CheckError(errors, values.mistakes)


def _order(finding: Finding) -> tuple[int, int, str, str]:
    place = finding.location
    return (place.line if place else 0, place.column if place else 0, finding.rule, finding.what)
