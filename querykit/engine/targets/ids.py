"""Accounts by their ids: ``--account 111122223333``."""

from __future__ import annotations

from querykit.engine.access import Access
from querykit.engine.targets._identity import role_in
from querykit.target import Selection, Target

__all__ = ["places"]


def places(selection: Selection, access: Access, own: Target) -> list[Target]:  # noqa: ARG001
    """Return the accounts whose ids the selection has."""
    return [
        Target(
            account=account,
            partition=own.partition,
            role=role_in(account, selection.role, own),
            external_id=selection.external_id,
        )
        for account in selection.accounts
    ]
