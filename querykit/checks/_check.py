"""A query held against every rule: its findings, without those that are silenced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from querykit.checks import _rules
from querykit.checks._subject import Subject
from querykit.definitions import variables
from querykit.definitions.drafts import Draft
from querykit.findings import Finding
from querykit.redaction import Secrets

__all__ = ["check"]

LAST = "unused-silence"


def check(draft: Draft, *, given: Mapping[str, Any] | None = None) -> list[Finding]:
    """All findings about a query, by their places.

    given: the values of variables that are known already; a query is checked with those.
    """
    subject = Subject(draft, given)
    rules = _rules.members()
    subject.found = tuple(
        finding for name in rules if name != LAST for finding in _findings(name, subject)
    )
    found = [*subject.found, *_findings(LAST, subject)]
    left = [each for each in found if not _is_silenced(each, subject)]
    secrets = _secrets(subject)
    hidden = (each.without(secrets) for each in left) if secrets else left
    return sorted(hidden, key=_order)


def _findings(name: str, subject: Subject) -> Iterator[Finding]:
    rule = _rules.members()[name]
    for found in rule.findings(subject):
        yield Finding(name, rule.SEVERITY, **vars(found))


def _is_silenced(finding: Finding, subject: Subject) -> bool:
    place = finding.location
    if place is None or _rules.guards(finding.rule):
        return False
    return subject.cover.covers(finding.rule, place)


def _secrets(subject: Subject) -> Secrets:
    return Secrets(variables.secrets(subject.query, subject.given))


def _order(finding: Finding) -> tuple[int, int, str, str]:
    place = finding.location
    return (place.line if place else 0, place.column if place else 0, finding.rule, finding.what)
