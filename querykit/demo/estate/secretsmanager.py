"""Secrets, one of them rotated."""

from __future__ import annotations

from querykit.demo.accounts import Account


def seed(account: Account) -> None:
    """Create the secrets."""
    secrets = account.maker("secretsmanager")
    for name in ("db/billing", "db/shop", "mail/api-key"):
        secrets.create_secret(Name=name, SecretString="not-a-secret")
    secrets.rotate_secret(SecretId="db/shop", RotationRules={"AutomaticallyAfterDays": 30})
