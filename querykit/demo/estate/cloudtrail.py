"""Trails."""

from __future__ import annotations

from querykit.demo.accounts import Account


def seed(account: Account) -> None:
    """Create the trails."""
    account.seed("s3")
    cloudtrail = account.maker("cloudtrail")
    cloudtrail.create_trail(
        Name="everything",
        S3BucketName="querykit-demo-logs",
        IsMultiRegionTrail=True,
        EnableLogFileValidation=True,
    )
    cloudtrail.create_trail(Name="one-region", S3BucketName="querykit-demo-logs")
