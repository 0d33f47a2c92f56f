"""Certificates."""

from __future__ import annotations

from querykit.demo.accounts import Account


def seed(account: Account) -> None:
    """Create the certificates."""
    acm = account.maker("acm")
    for name in ("shop", "api"):
        acm.request_certificate(DomainName=f"{name}.example.com", ValidationMethod="DNS")
