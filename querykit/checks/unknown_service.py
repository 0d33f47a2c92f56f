"""A service that AWS does not have, as far as the installed botocore knows.

Services are spelt as boto3 or as the AWS CLI spells them. A new one may need a newer botocore.

Fails:

    ec3.describe_instances

    <query>:1:1: error[unknown-service]: AWS has no service 'ec3'
        ec3.describe_instances
        ^ did you mean 'ecs' or 'ecr' or 'ec2'?

Passes:

    s3api.list-buckets
"""

from __future__ import annotations

from collections.abc import Iterator

from querykit.findings import Found, Severity
from querykit.resolved import Resolved

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "error"


def findings(resolved: Resolved) -> Iterator[Found]:
    if resolved.query.service and resolved.service is None and resolved.refusal:
        place = resolved.places.value("service")
        yield Found(resolved.refusal.what, place, resolved.refusal.hint)
