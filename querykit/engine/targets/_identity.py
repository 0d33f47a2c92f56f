"""Whose credentials they are: the account and the partition."""

from __future__ import annotations

import logging
from dataclasses import replace

from querykit.engine.access import Access
from querykit.engine.targets._lookup import look_up
from querykit.errors import CallError, ConfigurationError, RejectedCredentialsError
from querykit.services.partitions import partition_of
from querykit.target import Target

__all__ = ["identify", "role_in", "verify"]

log = logging.getLogger("querykit")

_WHO = "sts.get_caller_identity | Arn"
# What Organizations makes in every account that it creates.
_ROLE = "OrganizationAccountAccessRole"


def identify(place: Target, access: Access) -> Target:
    """Return a place with its account and its partition.

    The account stays unknown if STS cannot be called, which is no reason not to call the rest.

    Raises QuerykitError if the credentials cannot be used, or are those of another account.
    """
    is_by_profile = place.profile is not None and place.role is None
    if place.account is not None and place.partition is not None and not is_by_profile:
        return place
    region = access.clients(place).region or "us-east-1"
    try:
        (arn,) = look_up(_WHO, replace(place, region=region), access)
    except RejectedCredentialsError:
        raise
    except CallError as error:
        log.debug("the account is unknown: %s", error)
        return replace(place, partition=place.partition or partition_of(region))
    # arn:aws:sts::111122223333:assumed-role/name/session
    _, partition, _, _, account, *_ = arn.split(":")
    if place.account not in (None, account):
        what = f"the profile {place.profile!r} is of the account {account}, not {place.account}"
        raise ConfigurationError(what, hint="correct the profile or the account in the file")
    return replace(place, account=account, partition=partition)


def verify(place: Target, access: Access) -> None:
    """Call STS with the credentials of a place. Raises QuerykitError if it is refused."""
    region = access.clients(place).region or "us-east-1"
    look_up(_WHO, replace(place, region=region), access)


def role_in(account: str, role: str | None, own: Target) -> str | None:
    """Return the ARN of the role that reaches an account; None for one's own.

    role: its name, or an ARN with ``{account}`` in it; by default the one that Organizations
        makes, which the management account itself does not have.
    """
    if account == own.account:
        return None
    if role is not None and role.startswith("arn:"):
        return role.replace("{account}", account)
    return f"arn:{own.partition}:iam::{account}:role/{role or _ROLE}"
