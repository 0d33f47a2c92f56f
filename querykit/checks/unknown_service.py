"""A service that the installed botocore does not know.

Services can be spelled as in boto3 or the AWS CLI. A new one may need a newer botocore.

Fails:

    ec3.describe_instances

    <query>:1:1: error[unknown-service]: AWS has no service 'ec3'
        ec3.describe_instances
        ^ did you mean 'ecs' or 'ecr' or 'ec2'?

Passes:

    s3api.list-buckets
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
