"""Clusters."""

from __future__ import annotations

from querykit.demo.accounts import Account


def seed(account: Account) -> None:
    """Create the clusters."""
    ecs = account.maker("ecs")
    for name in ("production", "staging"):
        ecs.create_cluster(clusterName=name)
