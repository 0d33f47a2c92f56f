"""The shelf of the rules, and the attributes of each."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from querykit.expressions.typing import Typed
from querykit.findings import Severity
from querykit.shelf import Shelf

__all__ = ["RULES", "Rule", "guards", "is_wrong", "members", "severity", "threatens"]


class Rule(Protocol):
    """A member of this shelf. A module may also have ``findings``, ``THREATENS`` and ``GUARDS``."""

    SEVERITY: Severity


RULES: Shelf[Rule] = Shelf("querykit.checks", kind="rule")


@lru_cache(maxsize=1)
def members() -> dict[str, Rule]:
    """Return every rule by its name."""
    return RULES.members()


def severity(rule: str | None) -> Severity:
    """Return the severity of the mistakes that a rule reports."""
    return members()[rule or ""].SEVERITY


def is_wrong(typed: Typed) -> bool:
    """Return whether an expression cannot be right, so that nothing else needs to be reported."""
    return any(severity(each.rule) == "error" for each in typed.observations)


def threatens(rule: str) -> bool:
    """Return whether a warning of a rule means that rows may not be what they look like."""
    return bool(getattr(members()[rule], "THREATENS", False))


def guards(rule: str) -> bool:
    """Return whether no comment in the file can ignore a rule; false for an unknown rule."""
    return bool(getattr(members().get(rule), "GUARDS", False))
