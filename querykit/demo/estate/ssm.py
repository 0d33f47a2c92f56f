"""Parameters, some of them secret."""

from __future__ import annotations

from querykit.demo.accounts import Account


def seed(account: Account) -> None:
    """Create the parameters."""
    ssm = account.maker("ssm")
    for number in range(24):
        ssm.put_parameter(
            Name=f"/{'shop' if number % 2 else 'search'}/setting-{number:02}",
            Value="not-a-secret",
            Type="SecureString" if number % 3 == 0 else "String",
        )
