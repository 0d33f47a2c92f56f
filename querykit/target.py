"""Where a request is made: an account and a region, and how they are reached."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Selection", "Target"]


@dataclass(frozen=True)
class Target:
    """An account and a region; None for what the session decides.

    region: as in ``eu-central-1``. account: its twelve digits. partition: ``aws``, ``aws-cn`` ...
    profile, role: whose credentials reach it; the role by its ARN.
    external_id: what the role requires of whoever assumes it.
    name: of the account, as its organization or a file has it.
    """

    region: str | None = None
    account: str | None = None
    partition: str | None = None
    profile: str | None = None
    role: str | None = None
    external_id: str | None = None
    name: str | None = None

    def __str__(self) -> str:
        """Return the target as messages have it: its account or profile, and its region.

        >>> str(Target("eu-central-1")), str(Target("eu-west-1", "111122223333")), str(Target())
        ('eu-central-1', '111122223333 eu-west-1', '')
        """
        return " ".join(filter(None, (self.account or self.profile, self.region)))


@dataclass(frozen=True)
class Selection:
    """Which targets a run has, before it is known which ones there are.

    regions: names, patterns such as ``eu-*``, or ``all`` for those that are enabled in an account;
        none for the region of the session.
    profiles: names and patterns of profiles, each of which is an account.
    accounts: ids of accounts, which are reached by ``role``.
    source: where further accounts are listed: ``org``, or the path of a YAML or CSV file.
    role: the name of a role, or an ARN with ``{account}`` in it.
    external_id, session_name: what the role is assumed with; the name is ``querykit`` without one.
    ous: ids of organizational units; the accounts below them are queried, those elsewhere are not.
    """

    regions: tuple[str, ...] = ()
    exclude_regions: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    source: str | None = None
    role: str | None = None
    external_id: str | None = None
    session_name: str | None = None
    exclude_accounts: tuple[str, ...] = ()
    ous: tuple[str, ...] = ()
    exclude_ous: tuple[str, ...] = ()

    @property
    def is_one(self) -> bool:
        """Return whether it is one target, which needs no list: that of the session."""
        named = len(self.regions) <= 1 and not any(map(is_pattern, self.regions))
        excluded = self.exclude_regions or self.exclude_accounts
        return named and not (excluded or self.profiles or self.accounts or self.source)


def is_pattern(name: str) -> bool:
    """Return whether a name stands for several: ``all``, or one with ``*``, ``?`` or ``[``."""
    return name == "all" or any(each in name for each in "*?[")
