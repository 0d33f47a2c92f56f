"""Where a request is made: an account and a region, and how they are reached."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Target"]


@dataclass(frozen=True)
class Target:
    """An account and a region; None for what the session decides.

    region: as in ``eu-central-1``. account: its twelve digits. partition: ``aws``, ``aws-cn`` ...
    profile, role: whose credentials reach it.
    """

    region: str | None = None
    account: str | None = None
    partition: str | None = None
    profile: str | None = None
    role: str | None = None

    def __str__(self) -> str:
        """Return the target as messages have it: its region.

        >>> str(Target("eu-central-1")), str(Target())
        ('eu-central-1', '')
        """
        return self.region or ""
