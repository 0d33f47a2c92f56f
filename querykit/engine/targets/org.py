"""The active accounts of the organization: ``--accounts org``, narrowed by ``--ou``."""

from __future__ import annotations

from collections.abc import Iterable

from querykit.engine.access import Access
from querykit.engine.targets._identity import role_in
from querykit.engine.targets._lookup import look_up
from querykit.result import Row
from querykit.target import Selection, Target

__all__ = ["places"]

_FIELDS = "{id: Id, name: Name, arn: Arn, state: State || Status}"
_ALL = f"organizations.list_accounts | Accounts[].{_FIELDS}"


def places(selection: Selection, access: Access, own: Target) -> list[Target]:
    """Return the active accounts of the organization, by their ids.

    Raises QuerykitError if Organizations refuses the list: nothing is called then.
    """
    here = Target(region="us-east-1" if own.partition in (None, "aws") else access.base.region)
    if selection.ous:
        found = [row for ou in selection.ous for row in _below(ou, here, access)]
    else:
        found = look_up(_ALL, here, access)
    excluded: set[str] = set()
    for ou in selection.exclude_ous:
        excluded |= {row["id"] for row in _below(ou, here, access)}
    wanted = {row["id"]: row for row in found if row["id"] not in excluded}
    return [_place(wanted[each], selection, own) for each in sorted(_active(wanted.values()))]


def _active(rows: Iterable[Row]) -> list[str]:
    return [row["id"] for row in rows if row["state"] == "ACTIVE"]


def _place(row: Row, selection: Selection, own: Target) -> Target:
    account = str(row["id"])
    return Target(
        account=account,
        # arn:aws:organizations::111122223333:account/o-example/444455556666
        partition=row["arn"].split(":")[1],
        role=role_in(account, selection.role, own),
        external_id=selection.external_id,
        name=row["name"],
    )


def _below(ou: str, here: Target, access: Access) -> list[Row]:
    """Return the accounts in an organizational unit and in those below it."""
    parent = f"{{ParentId: {ou}}}"
    found = look_up(
        f"organizations.list_accounts_for_parent {parent} | Accounts[].{_FIELDS}", here, access
    )
    units = look_up(
        f"organizations.list_organizational_units_for_parent {parent} | OrganizationalUnits[].Id",
        here,
        access,
    )
    return [*found, *(row for unit in units for row in _below(unit, here, access))]
