"""The shelf of the rules, and what each of them has."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from querykit.findings import Found, Severity
from querykit.shelf import Shelf

if TYPE_CHECKING:
    from querykit.checks._subject import Subject

__all__ = ["RULES", "Rule", "guards", "members", "threatens"]


class Rule(Protocol):
    """A member of this shelf. A module may also have ``THREATENS`` and ``GUARDS``."""

    SEVERITY: Severity

    def findings(self, subject: Subject) -> Iterable[Found]:
        """Every place in a query that the rule is about."""
        ...


RULES: Shelf[Rule] = Shelf("querykit.checks", kind="rule")


@lru_cache(maxsize=1)
def members() -> dict[str, Rule]:
    """Every rule by its name."""
    return RULES.members()


def threatens(rule: str) -> bool:
    """Whether an answer may not be what it looks like where the rule warns."""
    return bool(getattr(members()[rule], "THREATENS", False))


def guards(rule: str) -> bool:
    """Whether no comment in the file silences a rule; false for one that does not exist."""
    return bool(getattr(members().get(rule), "GUARDS", False))
