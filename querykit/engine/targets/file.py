"""Accounts of a file: ``--accounts accounts.yaml`` or ``accounts.csv``."""

from __future__ import annotations

from pathlib import Path

from querykit.definitions.accounts import read_accounts
from querykit.engine.access import Access
from querykit.engine.targets._identity import role_in
from querykit.target import Selection, Target

__all__ = ["places"]


def places(selection: Selection, access: Access, own: Target) -> list[Target]:  # noqa: ARG001
    """Return the accounts of the file, in its order. One with a profile needs no role."""
    assert selection.source is not None
    found = []
    for each in read_accounts(Path(selection.source)):
        role = role_in(each.id, each.role or selection.role, own)
        found.append(
            Target(
                account=each.id,
                partition=own.partition,
                profile=each.profile,
                role=role if each.role or each.profile is None else None,
                external_id=each.external_id or selection.external_id,
                name=each.name,
            )
        )
    return found
