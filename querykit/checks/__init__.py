"""Queries checked against AWS's own models, offline: one rule per module, named after its file.

A rule has ``SEVERITY``, "error" for what can never be right and "warning" for what may be intended,
and ``findings(resolved)``, which yields a ``Mistake`` for each place that it is about. A rule
without ``findings`` reports what ``Resolved.mistakes`` has under its name. A warning of a rule with
``THREATENS = True`` is also printed by a run: the rows may not be what they look like.
No comment in a definition can ignore a rule with ``GUARDS = True``.
The docstring is the rule's manual page: queries that fail, with their messages, and queries that
pass.
"""

from __future__ import annotations

from querykit.checks._check import check, reject, report
from querykit.checks._rules import RULES, Rule, severity, threatens
from querykit.findings import Finding, Severity

__all__ = [
    "RULES",
    "Finding",
    "Rule",
    "Severity",
    "check",
    "reject",
    "report",
    "severity",
    "threatens",
]
