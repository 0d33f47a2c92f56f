"""Findings: what a check reports, a mistake with the severity of its rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from querykit.mistakes import WIDTH, Mistake, wrap

__all__ = ["Finding", "Severity"]

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding(Mistake):
    """A problem that a check found in a query.

    rule: the rule that found it, such as ``unknown-field``.
    severity: ``error`` or ``warning``.
    what, location, hint, why: what is wrong, where, the fix if it is known, and the consequence.
    end: the place after what is wrong, if it is known.
    """

    rule: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        """Return the message, wrapped to 80 columns.

        >>> from querykit.mistakes import Location
        >>> place = Location("a.yaml", 3, 13, "expression: Volume[].Size")
        >>> hint = "did you mean 'Volumes'?"
        >>> print(Finding("there is no 'Volume'", place, hint, rule="unknown-field"))
        a.yaml:3:13: error[unknown-field]: there is no 'Volume'
            expression: Volume[].Size
                        ^ did you mean 'Volumes'?
        """
        return self.message(WIDTH)

    def message(self, width: int) -> str:
        """Return the message, wrapped to a number of columns."""
        message = self.labelled(f"{self.severity}[{self.rule}]", width)
        return "\n".join([message, *wrap(self.why or "", "  ", width)])
