"""The ways in which calls fail, for the summary of a run: each with its name and its fix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from querykit.engine.failures import EXPIRED, THROTTLED
from querykit.engine.transient import FAILING
from querykit.errors import (
    AccessDeniedError,
    CallError,
    ConfigurationError,
    CredentialsError,
    ForeignResponseError,
    PartialFailureError,
    QuerykitError,
    RejectedCredentialsError,
    ThrottledError,
    TimedOutError,
    TruncatedError,
    UnknownHostError,
    UnreachableError,
)
from querykit.services.not_here import not_here

__all__ = ["FAILURE_CLASSES", "FailureClass", "class_of"]


@dataclass(frozen=True)
class FailureClass:
    """A way in which calls fail: what that means, and what to do about it."""

    what: str
    fix: str


_ASK = "ask the administrators of the"

FAILURE_CLASSES: Mapping[str, FailureClass] = {
    "denied-by-scp": FailureClass(
        "a service control policy of the organization denies the action",
        f"{_ASK} organization to allow it, or omit the region or account",
    ),
    "denied-by-rcp": FailureClass(
        "a resource control policy of the organization denies the action",
        f"{_ASK} organization to allow it",
    ),
    "denied-by-boundary": FailureClass(
        "the permissions boundary of the user or role denies the action",
        "allow the action in the boundary, or use another role",
    ),
    "denied-by-session-policy": FailureClass(
        "the policy of the session denies the action",
        "assume the role without that policy, or with one that allows the action",
    ),
    "denied-by-resource-policy": FailureClass(
        "the policy of the resource denies the action",
        "allow the action in the policy of the resource, such as a bucket or a key",
    ),
    "denied-by-trust-policy": FailureClass(
        "the role does not trust these credentials",
        "add them to the trust policy of the role, with its external id",
    ),
    "denied-by-endpoint-policy": FailureClass(
        "the policy of the VPC endpoint denies the action",
        "allow the action in the policy of the endpoint",
    ),
    "denied-by-iam": FailureClass(
        "the permissions of the user or role do not allow the action",
        "allow the action in a policy of the user or role",
    ),
    "denied": FailureClass(
        "AWS denies the action and does not say which policy does",
        "check the policies of the role, of the resource and of the organization",
    ),
    "bad-key-or-region-off": FailureClass(
        "AWS does not know the access key in this region",
        "enable the region for the account, or check the access key",
    ),
    "region-disabled": FailureClass(
        "the region is not enabled for the account",
        "enable the region, or omit it from the run",
    ),
    "not-subscribed": FailureClass(
        "the account is not subscribed to the service",
        "check that the account is active, and subscribe it or omit it from the run",
    ),
    "not-here": FailureClass(
        "the service or feature is not in the region, not enabled or not subscribed",
        "nothing to fix, if it is not used there",
    ),
    "throttled": FailureClass(
        "AWS throttled the calls until the attempts or the time were used up",
        "pass a longer --timeout or a higher --max-attempts",
    ),
    "unknown-host": FailureClass(
        "there is no host of the endpoint's name",
        "check that the service exists in the region, and that name lookups work",
    ),
    "unreachable": FailureClass(
        "no complete response came from the endpoint",
        "check the network, the proxy and the endpoint",
    ),
    "timed-out": FailureClass(
        "the time for the run was over",
        "pass a longer --timeout",
    ),
    "expired": FailureClass(
        "the credentials have expired",
        "sign in again (aws sso login), or refresh them",
    ),
    "bad-credentials": FailureClass(
        "there are no credentials, or AWS does not accept them",
        "check the profile, its keys and its partition, and that the clock is right",
    ),
    "misconfigured": FailureClass(
        "the configuration is not sufficient to call AWS",
        "correct it as the message says",
    ),
    "foreign-response": FailureClass(
        "the response is not what the operation returns",
        "check for a proxy, a sign-in page or a wrong endpoint",
    ),
    "server-error": FailureClass(
        "AWS returned an error of its own",
        "run it again later",
    ),
    "truncated": FailureClass(
        "AWS returned a part of the result, and says so",
        "narrow the query, as the message says",
    ),
    "failed": FailureClass(
        "the call failed in another way",
        "read the message",
    ),
}
"""All classes, by name: those of denials first."""

_BY_TYPE: tuple[tuple[type[QuerykitError] | tuple[type[QuerykitError], ...], str], ...] = (
    (ThrottledError, "throttled"),
    (TimedOutError, "timed-out"),
    (UnknownHostError, "unknown-host"),
    (UnreachableError, "unreachable"),
    (ForeignResponseError, "foreign-response"),
    ((TruncatedError, PartialFailureError), "truncated"),
    ((RejectedCredentialsError, CredentialsError), "bad-credentials"),
    (ConfigurationError, "misconfigured"),
)
_TOKEN = re.compile(r"^(UnrecognizedClient(Exception)?|InvalidClientTokenId)$")
_INVALID_TOKEN = re.compile("security token included in the request is invalid", re.IGNORECASE)
_UNKNOWN_KEY = re.compile("not able to validate the provided access credentials", re.IGNORECASE)
_UNAUTHORIZED = re.compile("not authorized|unauthorized", re.IGNORECASE)
_NOT_SUBSCRIBED = re.compile(r"^(OptInRequired|SubscriptionRequired(Exception)?)$")
_HAS_EXPIRED = re.compile(r"\bexpired\b", re.IGNORECASE)
_SERVER_STATUS = re.compile("^5[0-9]{2}$")


def class_of(error: QuerykitError, service: str, operation: str) -> str:
    """Return the name of the class of a call's error, one of ``FAILURE_CLASSES``.

    ``bad-key-or-region-off`` is undecided: if other regions accept the credentials of the account,
    the region is off, otherwise the key is wrong. ``unknown-host`` may be a service that is not in
    the region or a network that is down.

    service, operation: what was called; the operation in any spelling.
    """
    if isinstance(error, CallError) and not isinstance(error, ForeignResponseError):
        message = _message(error)
        if not_here(service, operation, error.code, message) is not None:
            return "not-here"
        if known := _by_code(error.code or "", message):
            return known
    if isinstance(error, AccessDeniedError):
        return f"denied-by-{error.policy}" if error.policy else "denied"
    if isinstance(error, (RejectedCredentialsError, CredentialsError)) and _is_expired(error):
        return "expired"
    return next((name for kind, name in _BY_TYPE if isinstance(error, kind)), "failed")


def _by_code(code: str, message: str) -> str | None:
    """Return the class that a code of AWS decides."""
    if _TOKEN.search(code):
        return "bad-key-or-region-off" if _INVALID_TOKEN.search(message) else "bad-credentials"
    if code == "AuthFailure":
        return _of_auth_failure(message)
    if code == "RegionDisabledException":
        return "region-disabled"
    if _NOT_SUBSCRIBED.search(code):
        return "not-subscribed"
    if THROTTLED.search(code):
        return "throttled"
    return "server-error" if FAILING.search(code) or _SERVER_STATUS.search(code) else None


def _of_auth_failure(message: str) -> str:
    """Return the class of EC2's AuthFailure, which is also returned for another's image."""
    if _UNKNOWN_KEY.search(message):
        return "bad-key-or-region-off"
    return "denied" if _UNAUTHORIZED.search(message) else "bad-credentials"


def _is_expired(error: QuerykitError) -> bool:
    code = getattr(error, "code", None)
    return bool(EXPIRED.search(code) if code else _HAS_EXPIRED.search(str(error)))


def _message(error: CallError) -> str:
    """Return what AWS said, without what is said about it: ``AWS returned CODE: ...``."""
    what = error.mistakes[0].what if error.mistakes else ""
    return what.removeprefix(f"AWS returned {error.code}: ")
