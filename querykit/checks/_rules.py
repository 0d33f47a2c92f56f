"""The shelf of the rules, and what each of them has."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from querykit.findings import Severity
from querykit.shelf import Shelf

__all__ = ["RULES", "Rule", "guards", "members", "threatens"]


class Rule(Protocol):
    """A member of this shelf. A module may also have ``findings``, ``THREATENS`` and ``GUARDS``."""

    SEVERITY: Severity


RULES: Shelf[Rule] = Shelf("querykit.checks", kind="rule")


@lru_cache(maxsize=1)
def members() -> dict[str, Rule]:
    """Return every rule by its name."""
    return RULES.members()


def threatens(rule: str) -> bool:
    """Return whether an answer may not be what it looks like where the rule warns."""
    return bool(getattr(members()[rule], "THREATENS", False))


def guards(rule: str) -> bool:
    """Return whether no comment in the file can ignore a rule; false for an unknown rule."""
    return bool(getattr(members().get(rule), "GUARDS", False))
