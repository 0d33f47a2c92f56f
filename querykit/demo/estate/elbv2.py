"""Load balancers: some face the internet."""

from __future__ import annotations

from querykit.demo.accounts import Account


def seed(account: Account) -> None:
    """Create the load balancers."""
    ec2 = account.maker("ec2")
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]][:2]
    elbv2 = account.maker("elbv2")
    for number in range(5):
        elbv2.create_load_balancer(
            Name=f"balancer-{number}",
            Subnets=subnets,
            Scheme="internet-facing" if number % 2 else "internal",
            Type="application" if number % 3 else "network",
        )
