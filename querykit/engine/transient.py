"""Transient failures: which may be over after a moment, and how long a server asks to wait."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from botocore import exceptions as boto
from botocore.model import OperationModel

from querykit.engine.failures import EXPIRED, THROTTLED
from querykit.errors import ForeignResponseError

__all__ = ["FAILING", "Trouble", "is_expired", "retry_after", "trouble"]

Trouble = Literal["throttled", "failing"]
"""Whether AWS asks to slow down, or something between here and there does not work."""

FAILING = re.compile(
    r"^Internal(Server|Service)?(Error|Failure|Exception|Fault)|ServiceUnavailable|^Unavailable$"
    r"|^RequestTimeout|^IDPCommunicationError$|^TransactionInProgress|^ServerInternal$"
)
_TOO_MANY = 429
_REQUEST_TIMEOUT = 408
_SERVER = 500
# Not implemented, and an unknown version of HTTP: they say the same the next time.
_LASTING = (501, 505)
_BROKEN = (
    boto.HTTPClientError,
    boto.ConnectionError,
    boto.IncompleteReadError,
    boto.ChecksumError,
)


def trouble(error: Exception, model: OperationModel) -> Trouble | None:
    """Return what kind of transient failure an error is, None for an error that will come again."""
    if isinstance(error, ForeignResponseError):
        return "failing"
    if isinstance(error, boto.ClientError):
        return _trouble_of_response(error, model)
    if not isinstance(error, _BROKEN):
        return None
    untrusted = any(isinstance(each, ssl.SSLCertVerificationError) for each in _causes(error))
    return None if untrusted else "failing"


def is_expired(error: Exception) -> bool:
    """Return whether AWS says that the credentials were valid and have expired."""
    code = _code(error) if isinstance(error, boto.ClientError) else getattr(error, "code", None)
    return bool(EXPIRED.search(code or ""))


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float:
    """Return the seconds that a response asks to wait: ``Retry-After`` in seconds or as a date.

    ``x-amz-retry-after`` counts milliseconds. 0 without such a header, or if it cannot be read.

    >>> retry_after({"retry-after": "3"}), retry_after({"x-amz-retry-after": "250"})
    (3.0, 0.25)
    """
    lower = {name.lower(): value for name, value in headers.items()}
    with suppress(ValueError):
        return max(0.0, int(lower.get("x-amz-retry-after", "")) / 1000)
    text = lower.get("retry-after", "").strip()
    if re.fullmatch("[0-9]{1,9}", text):
        return float(text)
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        # The server's clock, if it shows it: ours may be wrong.
        here = time.time() if now is None else now
        with suppress(ValueError, TypeError, IndexError):
            here = parsedate_to_datetime(lower.get("date", "")).timestamp()
        return max(0.0, parsedate_to_datetime(text).timestamp() - here)
    return 0.0


def _trouble_of_response(error: boto.ClientError, model: OperationModel) -> Trouble | None:
    code, status = _code(error), _status(error)
    if THROTTLED.search(code) or status == _TOO_MANY:
        return "throttled"
    shapes: list[Any] = model.error_shapes
    for shape in shapes:
        retryable = shape.metadata.get("retryable")
        if retryable is not None and code in (shape.name, shape.error_code):
            return "throttled" if retryable.get("throttling") else "failing"
    if EXPIRED.search(code):
        return None
    passing = status == _REQUEST_TIMEOUT or (status >= _SERVER and status not in _LASTING)
    return "failing" if passing or FAILING.search(code) else None


def _code(error: boto.ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code") or "")


def _status(error: boto.ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, and those that it was raised for, as botocore's for one of urllib3."""
    while error is not None:
        yield error
        error = error.__context__
