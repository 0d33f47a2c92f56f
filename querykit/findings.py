"""What a check finds: which rule says so, what is wrong, where, why, and the fix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from querykit.mistakes import WIDTH, Location, Mistake, wrapped

__all__ = ["Finding", "Found", "Severity"]

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Found:
    """What a rule finds.

    location, end: where it begins, and the place behind it where that is known.
    hint: the fix. why: what comes of it as it stands.
    """

    what: str
    location: Location | None = None
    hint: str | None = None
    why: str | None = None
    end: Location | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that a check of a query found.

    rule: the rule that found it, such as ``unknown-field``.
    severity: ``error`` or ``warning``.
    what, location, hint, why: what is wrong, where, the fix if one is known, and what comes of it.
    end: the place behind what is wrong, where it is known.
    """

    rule: str
    severity: Severity
    what: str
    location: Location | None = None
    hint: str | None = None
    why: str | None = None
    end: Location | None = None

    def __str__(self) -> str:
        """The message as it is printed in 80 columns.

        >>> place = Location("a.yaml", 3, 13, "expression: Volume[].Size")
        >>> hint = "did you mean 'Volumes'?"
        >>> print(Finding("unknown-field", "error", "there is no 'Volume'", place, hint))
        a.yaml:3:13: error[unknown-field]: there is no 'Volume'
            expression: Volume[].Size
                        ^ did you mean 'Volumes'?
        """
        return self.told(WIDTH)

    def told(self, width: int) -> str:
        """The message, in so many columns."""
        mistake = Mistake(self.what, self.location, self.hint)
        message = mistake.labelled(f"{self.severity}[{self.rule}]", width)
        return "\n".join([message, *wrapped(self.why or "", "  ", width)])

    def without(self, hide: Callable[[str], str]) -> Finding:
        """The same finding with its texts hidden, and without the line that holds a secret."""
        mistake = Mistake(self.what, self.location, self.hint).without(hide)
        what, why = mistake.what, self.why and hide(self.why)
        return replace(self, what=what, location=mistake.location, hint=mistake.hint, why=why)
