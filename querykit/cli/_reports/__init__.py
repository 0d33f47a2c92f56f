"""The findings of a check in one format per module, named after its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, Protocol

from querykit.checks import Finding
from querykit.shelf import Shelf

__all__ = ["REPORTS", "Checked", "Report"]


@dataclass(frozen=True)
class Checked:
    """The findings, and whether to use color."""

    findings: tuple[Finding, ...]
    color: bool = False


class Report(Protocol):
    """A member of this shelf."""

    def write(self, checked: Checked, stream: IO[str]) -> None:
        """Write all findings."""
        ...


REPORTS: Shelf[Report] = Shelf("querykit.cli._reports", kind="report")
