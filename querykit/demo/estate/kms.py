"""Keys."""

from __future__ import annotations

from querykit.demo.accounts import Account


def seed(account: Account) -> None:
    """Create the keys."""
    kms = account.maker("kms")
    for purpose in ("backups", "billing", "shop"):
        kms.create_key(Description=purpose)
