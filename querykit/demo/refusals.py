"""What the demo organization refuses, in AWS's words. moto itself refuses nothing.

Regions that are not enabled, a region that a service control policy denies, roles that do not
exist, and the organization's calls from a member.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from querykit.demo import organization, responses
from querykit.demo.operations import action
from querykit.demo.requests import Request
from querykit.demo.responses import Response

__all__ = ["Caller", "refuse"]

# https://repost.aws/knowledge-center/organizations-troubleshoot-explicit-deny-scp
_BY_POLICY = "with an explicit deny in a service control policy"
_EC2 = "You are not authorized to perform this operation. "


@dataclass(frozen=True)
class Caller:
    """Who asks.

    account: the account of the credentials.
    arn: returns the ARN of the user or the session.
    """

    account: str
    arn: Callable[[], str]


def refuse(request: Request, caller: Caller) -> Response | None:
    """Return the error that AWS would return; None if the request is allowed."""
    if request.service == "sts" and request.operation == "AssumeRole":
        return _off(request) or _role(request, caller)
    if request.service == "organizations" and caller.account != organization.MANAGEMENT:
        return _organization(request)
    return _off(request) or _denied(request, caller)


def _off(request: Request) -> Response | None:
    """Refuse a region that is not enabled: it does not know the credentials."""
    if request.region not in organization.DISABLED_REGIONS:
        return None
    if organization.partition_wide(request.service):
        return None
    if request.service == "s3":
        text = "The provided token is malformed or otherwise invalid."
        return responses.error("s3", 400, "InvalidToken", text)
    if request.protocol == "ec2":
        text = "AWS was not able to validate the provided access credentials"
        return responses.error("ec2", 401, "AuthFailure", text)
    text = "The security token included in the request is invalid"
    if request.protocol in ("query", "xml"):
        return responses.error(request.protocol, 403, "InvalidClientTokenId", text)
    return responses.error(request.protocol, 400, "UnrecognizedClientException", f"{text}.")


def _denied(request: Request, caller: Caller) -> Response | None:
    """Refuse what the policy denies: all that needs permission, unlike sts.get_caller_identity."""
    if (caller.account, request.region) not in organization.DENIED:
        return None
    denied = None if organization.partition_wide(request.service) else action(request)
    if denied is None:
        return None
    asked = f"User: {caller.arn()} is not authorized to perform: {denied}"
    if request.protocol == "ec2":  # its Describe operations have no resource
        return responses.error("ec2", 403, "UnauthorizedOperation", f"{_EC2}{asked} {_BY_POLICY}")
    message = f"{asked} on resource: * {_BY_POLICY}"
    if request.service == "s3":
        return responses.error("s3", 403, "AccessDenied", message)
    if request.protocol in ("query", "xml", "cbor"):
        return responses.error(request.protocol, 403, "AccessDenied", message)
    return responses.error(request.protocol, 400, "AccessDeniedException", message)


def _role(request: Request, caller: Caller) -> Response | None:
    """Refuse a role that does not exist, as if it could not be assumed."""
    role = str(request.parameters.get("RoleArn", ""))
    known = (
        f"arn:aws:iam::{member.id}:role/{organization.ROLE}"
        for member in organization.MEMBERS
        if member.has_role
    )
    if caller.account == organization.MANAGEMENT and role in known:
        return None
    message = (
        f"User: {caller.arn()} is not authorized to perform: sts:AssumeRole on resource: {role}"
    )
    return responses.error("query", 403, "AccessDenied", message)


def _organization(request: Request) -> Response | None:
    """Refuse what only the management account can ask."""
    if request.operation == "DescribeOrganization":
        return None
    text = "You don't have permissions to access this resource."
    return responses.error("json", 400, "AccessDeniedException", text)
