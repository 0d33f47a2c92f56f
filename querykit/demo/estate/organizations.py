"""The organization: its units, accounts and the policy that denies a region."""

from __future__ import annotations

import json
from typing import Any

from querykit.demo import server
from querykit.demo.accounts import Account
from querykit.demo.estate import ago
from querykit.demo.organization import DENIED, MANAGEMENT, MEMBERS, ROLE, UNITS, Member


def seed(account: Account) -> None:
    """Create the organization, its units, accounts and policies."""
    organizations = account.maker("organizations")
    with server.account_ids(MANAGEMENT, *(each.id for each in MEMBERS)):
        organizations.create_organization(FeatureSet="ALL")
        for each in MEMBERS:
            organizations.create_account(Email=f"{each.name}@example.com", AccountName=each.name)
    parents = _units(organizations)
    for each in MEMBERS:
        if each.unit:
            organizations.move_account(
                AccountId=each.id,
                SourceParentId=parents[""],
                DestinationParentId=parents[each.unit],
            )
        if each.suspended:
            organizations.close_account(AccountId=each.id)
    _policies(organizations, parents[""])
    _dress(account)
    for missing in (MANAGEMENT, *(each.id for each in MEMBERS if each.invited)):
        # moto gives every account the role, those that AWS does not give one included.
        Account(account.endpoint_url, missing).maker("iam").delete_role(RoleName=ROLE)


def _units(organizations: Any) -> dict[str, str]:
    """Create the organizational units. Returns their IDs by name, and that of the root."""
    made = {"": organizations.list_roots()["Roots"][0]["Id"]}
    for name, parent in UNITS.items():
        unit = organizations.create_organizational_unit(ParentId=made[parent], Name=name)
        made[name] = unit["OrganizationalUnit"]["Id"]
    return made


def _policies(organizations: Any, root: str) -> None:
    """Create the service control policies."""
    organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    for account, region in sorted(DENIED):
        statement = {
            "Effect": "Deny",
            "NotAction": ["account:*", "iam:*", "organizations:*", "route53:*"],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:RequestedRegion": region}},
        }
        policy = organizations.create_policy(
            Content=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
            Description=f"No resources in {region}",
            Name=f"deny-{region}",
            Type="SERVICE_CONTROL_POLICY",
        )
        organizations.attach_policy(
            PolicyId=policy["Policy"]["PolicySummary"]["Id"], TargetId=account
        )


def _dress(account: Account) -> None:
    """Set names and dates: the API cannot, and moto calls every management account "master"."""
    members: dict[str, Member] = {each.id: each for each in MEMBERS}
    for number, made in enumerate(account.backend("organizations", "aws").accounts):
        made.create_time = ago(900 - 100 * number)
        if made.id not in members:
            made.name = "management"
        elif members[made.id].invited:
            made.joined_method = "INVITED"
