"""The parts of an ARN, or null for a string that is not an ARN.

``resource`` is everything after the account. If it begins with a type, as in ``instance/i-1`` or
``function:name``, that is ``resource_type``, and the rest is ``resource_id``; otherwise the type is
null and the id is all of it. Buckets and their objects, topics, queues and repositories have no
type, so ``bucket/key`` is an id.

A part that is empty is null: an ARN of IAM has no region.

Returns null for null and for every string that is not an ARN, such as '*' or an account ID.

Examples:

    arn('arn:aws:ec2:eu-west-1:111122223333:instance/i-1')
        -> {"partition": "aws", "service": "ec2", "region": "eu-west-1", "account_id":
           "111122223333", "resource": "instance/i-1", "resource_type": "instance",
           "resource_id": "i-1"}
    arn('arn:aws:iam::111122223333:role/path/name').[region, resource_type, resource_id]
        -> [null, "role", "path/name"]
    arn('arn:aws:s3:::bucket/a/key').[resource_type, resource_id]  ->  [null, "bucket/a/key"]
    arn('*')                                                ->  null
    arn(`null`)                                             ->  null
"""

from __future__ import annotations

import re

from querykit.expressions.functions._signature import Parameter, Signature

__all__ = ["SIGNATURE", "call"]

SIGNATURE = Signature(
    (Parameter("text", "string or null"),),
    "{partition: string, service: string, region: string or null, account_id: string or null,"
    " resource: string, resource_type: string or null, resource_id: string} or null",
)

_ARN = re.compile(r"arn:([^:\s]+):([^:\s]+):([^:\s]*):([^:\s]*):(.+)", re.DOTALL)
_TYPED = re.compile(r"/?([^:/]+)[:/](.+)", re.DOTALL)
# After the account comes at once the name that its owner has given it.
_UNTYPED = frozenset({"codecommit", "execute-api", "sns", "sqs"})


def call(text: str | None) -> dict[str, str | None] | None:
    """Return the parts of an ARN, or null for a string that is not an ARN."""
    match = _ARN.fullmatch(text) if text else None
    if match is None:
        return None
    partition, service, region, account_id, resource = match.groups()
    typed = _TYPED.fullmatch(resource)
    # A bucket's ARN has no account; that of an access point has one, and a type.
    if service in _UNTYPED or (service == "s3" and not account_id):
        typed = None
    if service == "codepipeline" and ":" not in resource:
        typed = None
    return {
        "partition": partition,
        "service": service,
        "region": region or None,
        "account_id": account_id or None,
        "resource": resource,
        "resource_type": typed[1] if typed else None,
        "resource_id": typed[2] if typed else resource,
    }
