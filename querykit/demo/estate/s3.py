"""Buckets with and without policies; one with many objects, and one with versions."""

from __future__ import annotations

import json
from typing import Any

from querykit.demo.accounts import Account
from querykit.demo.estate import ago

LOGS = "querykit-demo-logs"
OBJECTS = 2500


def seed(account: Account) -> None:
    """Create the buckets and their objects."""
    s3 = account.maker("s3")
    for name in ("assets", "backups", "data", "exports", "images", "website"):
        s3.create_bucket(Bucket=f"querykit-demo-{name}")
    s3.create_bucket(Bucket=LOGS)
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": "arn:aws:s3:::querykit-demo-website/*",
            }
        ],
    }
    s3.put_bucket_policy(Bucket="querykit-demo-website", Policy=json.dumps(policy))
    s3.put_bucket_encryption(
        Bucket="querykit-demo-backups",
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
        },
    )
    _logs(account)
    _versions(s3)


def seed_member(account: Account) -> None:
    """Create the buckets of a member account."""
    s3 = account.maker("s3")
    for name in ("assets", "backups"):
        s3.create_bucket(Bucket=f"querykit-demo-{account.id}-{name}")


def _logs(account: Account) -> None:
    """Create objects in the server itself, whose size is only a number."""
    backend = account.backend("s3", "aws")
    for number in range(OBJECTS):
        key = backend.put_object(LOGS, f"2026/{number % 12 + 1:02}/{number:05}.log.gz", b"")
        key.contentsize = number * 1117 % 2_000_000
        key.last_modified = ago(number % 365)


def _versions(s3: Any) -> None:
    bucket = "querykit-demo-data"
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for number in range(12):
        for version in range(number % 3 + 1):
            s3.put_object(Bucket=bucket, Key=f"table-{number:02}.csv", Body=b"a,b\n" * version)
