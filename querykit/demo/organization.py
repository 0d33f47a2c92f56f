"""The demo organization: its accounts, organizational units and regions, and what is denied where.

These are facts alone. `estate/organizations.py` creates the organization from them, and
`refusals.py` refuses what they do not allow.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "DENIED",
    "DISABLED_REGIONS",
    "ENABLED_REGIONS",
    "MANAGEMENT",
    "MEMBERS",
    "ROLE",
    "UNITS",
    "Member",
    "member",
    "partition_wide",
]

MANAGEMENT = "123456789012"
ROLE = "OrganizationAccountAccessRole"

UNITS = {"workloads": "", "production": "workloads"}
"""The organizational units, each with the unit that contains it; "" is the root."""


@dataclass(frozen=True)
class Member:
    """A member account.

    unit: its organizational unit; "" is the root.
    invited: it was no account of the organization before, and has not created its role.
    """

    id: str
    name: str
    unit: str
    invited: bool = False
    suspended: bool = False

    @property
    def has_role(self) -> bool:
        """Return whether the management account can assume its role."""
        return not self.invited and not self.suspended


MEMBERS = (
    Member("111122223333", "production", "production"),
    Member("222233334444", "payments", "production", invited=True),
    Member("444455556666", "staging", "workloads"),
    Member("777788889999", "sandbox", "workloads"),
    Member("999900001111", "retired", "", suspended=True),
)

DENIED = frozenset({("777788889999", "ap-southeast-1")})
"""The accounts and regions in which a service control policy denies everything."""

# The two lists are from https://docs.aws.amazon.com/global-infrastructure/latest/regions/
ENABLED_REGIONS = (
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
)
"""The regions that are enabled by default."""

DISABLED_REGIONS = (
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
)
"""The regions that an account has to opt in to. None of the accounts has."""

_PARTITION_WIDE = frozenset(
    {"account", "budgets", "ce", "cloudfront", "health", "iam", "organizations", "route53"}
    | {"shield", "support", "waf"}
)


def member(account: str) -> Member | None:
    """Return a member by its ID; None for the management account and those of others."""
    return next((each for each in MEMBERS if each.id == account), None)


def partition_wide(service: str) -> bool:
    """Return whether a service has one endpoint for all regions.

    With an endpoint of its own, botocore signs its requests for the region of the client; at AWS
    they go to us-east-1 whatever that is.

    service: its signing name.
    """
    return service in _PARTITION_WIDE
