"""Exceptions of botocore turned into errors of querykit, with hints."""

from __future__ import annotations

import re
import socket

from botocore import exceptions as boto

from querykit.errors import (
    AccessDeniedError,
    CallError,
    ConfigurationError,
    CredentialsError,
    QuerykitError,
    RejectedCredentialsError,
    ThrottledError,
    TruncatedError,
    UnknownHostError,
    UnreachableError,
)
from querykit.redaction import HIDDEN, cut
from querykit.services.denials import denied_by

__all__ = ["EXPIRED", "FAILURES", "THROTTLED", "configuration_failure", "failure"]

FAILURES = (QuerykitError, boto.BotoCoreError, boto.ClientError)
"""What a call may raise that failure() knows."""

_LONGEST = 300
_DENIED = re.compile(r"AccessDenied|Unauthorized|NotAuthorized|AuthorizationError|Forbidden|^403$")
# Not ExpiredNextToken and ExpiredIterator, which are about pages.
EXPIRED = re.compile(
    r"^(Expired(Token|Credentials)(Exception)?|RequestExpired|TokenRefreshRequired)$"
)
_REJECTED = re.compile(
    r"InvalidClientTokenId|UnrecognizedClient|AuthFailure|SignatureDoesNotMatch|InvalidAccessKeyId"
    r"|InvalidToken$|IncompleteSignature|MissingAuthenticationToken|InvalidSignature|OptInRequired"
)
THROTTLED = re.compile(
    r"Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|BandwidthLimit|PriorRequestNotComplete"
    r"|ProvisionedThroughputExceeded|LimitExceededException|^429$"
)
# The request as AWS has read it is in its message about a wrong signature; and the credentials
# that a role is assumed with are not those of the call.
_TOKEN = re.compile(r"(?i)(x-amz-security-token(?:\\?[\"'])?\s*(?:[:=]|%3D)\s*)[^\s&,;'\"\\]+")
_OF_AWS = re.compile(r"\.(amazonaws|api\.aws|amazonwebservices|ic\.gov|sgov\.gov|adc-e\.uk)\b")
# EAI_NODATA is not on all systems.
_NO_HOST = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_NO_CREDENTIALS = (
    boto.NoCredentialsError,
    boto.PartialCredentialsError,
    boto.CredentialRetrievalError,
    boto.TokenRetrievalError,
    boto.NoAuthTokenError,
    boto.SSOError,
)
_NO_ANSWER = (boto.HTTPClientError, boto.ConnectionError)


def failure(error: BaseException, *, region: str | None = None) -> QuerykitError:
    """Return the error of querykit for an exception of a call."""
    if isinstance(error, QuerykitError):
        return error
    if isinstance(error, boto.ClientError):
        return _rejection(error)
    if isinstance(error, _NO_CREDENTIALS):
        return CredentialsError(_credentials(error), hint=_credentials_hint(error))
    if isinstance(error, boto.NoRegionError):
        hint = (
            "pass --region (or Engine(region=...)), set AWS_REGION, or set a region in the profile"
        )
        return ConfigurationError("no region is set", hint=hint)
    if isinstance(error, (boto.InvalidRegionError, boto.UnknownRegionError)):
        return ConfigurationError(
            f"{region!r} is not a valid region", hint="use a name such as us-east-1"
        )
    if isinstance(error, _NO_ANSWER):
        kind = UnknownHostError if _has_no_host(error) else UnreachableError
        return kind(_sentence(error), hint=_network_hint(error, region))
    if isinstance(error, boto.PaginationError):
        return TruncatedError(_sentence(error).removeprefix("Error during pagination: "))
    return CallError(_sentence(error))


def configuration_failure(error: Exception, *, region: str | None = None) -> QuerykitError:
    """Return the error for an exception before the first call."""
    known = failure(error, region=region)
    if isinstance(known, ConfigurationError):
        return known
    return ConfigurationError(known.mistakes)


def _rejection(error: boto.ClientError) -> CallError:
    """Return the error for an error response of AWS, by its code."""
    answer = error.response.get("Error", {})
    code = str(answer.get("Code") or "an error without a code")
    # Cut, because it may be a page of HTML from a proxy.
    message = " ".join(str(answer.get("Message") or "no message").split())
    message = cut(_TOKEN.sub(rf"\1{HIDDEN}", message), _LONGEST)
    what = f"AWS returned {code}: {message}"
    if EXPIRED.search(code):
        hint = "the credentials have expired: sign in again (aws sso login) or refresh them"
        return RejectedCredentialsError(what, hint=hint, code=code)
    if _REJECTED.search(code):
        hint = (
            "check that the credentials are for this account and partition, and that the clock "
            "is right"
        )
        return RejectedCredentialsError(what, hint=hint, code=code)
    if THROTTLED.search(code):
        hint = "pass --max-attempts 10 to retry longer, or a larger --page-size for fewer calls"
        return ThrottledError(what, hint=hint, code=code)
    if _DENIED.search(code):
        action = error.operation_name
        hint = f"the credentials need permission for {action}; to see whose they are, run "
        hint += "querykit run sts/identity"
        # Said at the end of a message, where it may be cut.
        policy = denied_by(str(answer.get("Message") or ""))
        return AccessDeniedError(what, hint=hint, code=code, policy=policy)
    return CallError(what, code=code)


def _credentials(error: BaseException) -> str:
    if isinstance(error, boto.NoCredentialsError):
        return "no credentials found"
    return f"the credentials cannot be loaded: {_sentence(error)}"


def _credentials_hint(error: BaseException) -> str:
    if isinstance(error, boto.SSOError) or "sso" in str(error).lower():
        return "sign in again: aws sso login"
    return "pass --profile, set AWS_PROFILE or AWS_ACCESS_KEY_ID, or try --demo, which needs none"


def _network_hint(error: BaseException, region: str | None) -> str:
    if isinstance(error, boto.SSLError):
        return "if there is a proxy, set AWS_CA_BUNDLE to its CA certificates"
    if not isinstance(error, boto.EndpointConnectionError):
        return "check the network and the endpoint"
    url = str(error.kwargs.get("endpoint_url", ""))
    if region and _OF_AWS.search(url):
        return f"check that the service exists in {region!r} and that the network is up"
    return "check that the endpoint URL is right and that the network is up"


def _has_no_host(error: BaseException) -> bool:
    """Return whether the lookup of a host says that there is none; not that it failed."""
    if not isinstance(error, boto.EndpointConnectionError):
        return False
    cause: BaseException | None = error.kwargs.get("error")
    while cause is not None and not isinstance(cause, socket.gaierror):
        cause = cause.__cause__ or cause.__context__
    return cause is not None and cause.errno in _NO_HOST


def _sentence(error: BaseException) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
