"""Hosted zones, one of them private."""

from __future__ import annotations

from querykit.demo.accounts import Account


def seed(account: Account) -> None:
    """Create the hosted zones."""
    route53 = account.maker("route53")
    for name in ("example.com.", "example.org."):
        route53.create_hosted_zone(Name=name, CallerReference=name)
    vpc = account.maker("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    route53.create_hosted_zone(
        Name="internal.example.",
        CallerReference="internal",
        VPC={"VPCRegion": "us-east-1", "VPCId": vpc},
        HostedZoneConfig={"PrivateZone": True},
    )
