"""Which failures may be over after a moment, and how long a server asks to wait."""

from __future__ import annotations

import ssl
from typing import Any

import pytest
from botocore import exceptions as boto
from botocore.model import OperationModel, ServiceModel

from querykit.engine.transient import is_expired, retry_after, trouble
from querykit.errors import CallError, ForeignResponseError

ERRORS: dict[str, dict[str, Any]] = {
    "Busy": {"retryable": {"throttling": True}},
    "Passing": {"retryable": {"throttling": False}},
    "Coded": {"error": {"code": "Own.Coded"}, "retryable": {}},
    "Lasting": {},
}
URL = "https://localhost:1"


def _model() -> OperationModel:
    """An operation whose model says of some of its errors that they pass."""
    errors = {
        name: {"type": "structure", "members": {}, "exception": True, **more}
        for name, more in ERRORS.items()
    }
    whole = {
        "metadata": {"protocol": "json", "protocols": ["json"], "serviceId": "Own"},
        "operations": {
            "Say": {
                "name": "Say",
                "http": {"method": "POST", "requestUri": "/"},
                "errors": [{"shape": name} for name in ERRORS],
            }
        },
        "shapes": errors,
    }
    return ServiceModel(whole, "own").operation_model("Say")


def _refusal(code: str | None, status: int | None) -> boto.ClientError:
    document: Any = {
        "Error": {} if code is None else {"Code": code},
        "ResponseMetadata": {} if status is None else {"HTTPStatusCode": status},
    }
    return boto.ClientError(document, "Say")


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        *(
            (code, 400, "throttled")
            for code in (
                *("Throttling", "ThrottlingException", "RequestThrottled", "SlowDown"),
                *("TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded"),
                *("PriorRequestNotComplete", "ProvisionedThroughputExceededException"),
                *("LimitExceededException", "429", "Busy"),
            )
        ),
        *(
            (code, 400, "failing")
            for code in (
                *("InternalError", "InternalFailure", "InternalServerError"),
                *("InternalServerException", "InternalServiceFault", "InternalException"),
                *("ServiceUnavailable", "EC2ServiceUnavailableException", "Unavailable"),
                *("RequestTimeout", "RequestTimeoutException", "IDPCommunicationError"),
                *("TransactionInProgressException", "ServerInternal", "Passing", "Coded"),
                "Own.Coded",
            )
        ),
        *(
            (code, 400, None)
            for code in (
                *("AccessDenied", "Lasting", "4290", "NotInternalFailure", "InternalNote"),
                *("NotUnavailable", "UnavailableNow", "MyRequestTimeout", "ServerInternals"),
                *("IDPCommunicationErrors", "Own", "ExpiredToken", None),
            )
        ),
        *((None, status, "throttled") for status in (429,)),
        *((None, status, "failing") for status in (408, 500, 502, 503, 504, 506)),
        *((None, status, None) for status in (None, 200, 400, 403, 407, 409, 428, 499, 501, 505)),
        # What the code says comes before what the status says.
        ("SlowDown", 503, "throttled"),
        ("ExpiredToken", 500, None),
        ("InternalFailure", 501, "failing"),
    ],
)
def test_a_refusal_passes_by_its_code_its_status_or_its_model(
    code: str | None, status: int | None, kind: str | None
) -> None:
    assert trouble(_refusal(code, status), _model()) == kind


def _untrusted() -> boto.SSLError:
    """botocore's error for the one of urllib3 for the one of the certificate."""
    certificate = ssl.SSLCertVerificationError("self-signed certificate")
    handshake = OSError("the handshake failed")
    handshake.__context__ = certificate
    error = boto.SSLError(endpoint_url=URL, error=handshake)
    error.__context__ = handshake
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ForeignResponseError("its body is HTML"), "failing"),
        (boto.ReadTimeoutError(endpoint_url=URL), "failing"),
        (boto.ConnectTimeoutError(endpoint_url=URL), "failing"),
        (boto.EndpointConnectionError(endpoint_url=URL), "failing"),
        (boto.ConnectionClosedError(endpoint_url=URL), "failing"),
        (boto.SSLError(endpoint_url=URL, error=ssl.SSLError("reset")), "failing"),
        (boto.ConnectionError(error=OSError("refused")), "failing"),
        (boto.ResponseStreamingError(error="cut"), "failing"),
        (boto.IncompleteReadError(actual_bytes=1, expected_bytes=2), "failing"),
        (
            boto.ChecksumError(checksum_type="crc32", expected_checksum="1", actual_checksum="2"),
            "failing",
        ),
        (_untrusted(), None),
        (boto.InvalidProxiesConfigError(error="x"), None),
        (boto.NoCredentialsError(), None),
        (CallError("the query is wrong"), None),
        (ValueError("x"), None),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else str(each),
)
def test_a_connection_that_breaks_may_work_the_next_time(error: Exception, kind: Any) -> None:
    assert trouble(error, _model()) == kind


@pytest.mark.parametrize(
    ("code", "expired"),
    [
        *((code, True) for code in ("ExpiredToken", "ExpiredTokenException", "RequestExpired")),
        *((code, True) for code in ("ExpiredCredentials", "TokenRefreshRequired")),
        *((code, False) for code in ("ExpiredNextToken", "ExpiredTokens", "AccessDenied", None)),
    ],
)
def test_credentials_expire_by_the_code_of_the_error(code: str | None, expired: bool) -> None:
    assert is_expired(_refusal(code, 400)) == expired
    assert is_expired(CallError("AWS returned it", code=code)) == expired
    assert not is_expired(ValueError(code))


MONDAY = "Mon, 23 Nov 2026 12:00:00 GMT"
MONDAY_SECONDS = 1_795_435_200.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0.0),
        ({"Retry-After": "3"}, 3.0),
        ({"retry-after": " 120 "}, 120.0),
        ({"RETRY-AFTER": "0"}, 0.0),
        ({"retry-after": "999999999"}, 999_999_999.0),
        ({"retry-after": "9999999999"}, 0.0),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "1.5"}, 0.0),
        ({"retry-after": "soon"}, 0.0),
        ({"retry-after": "\u0663"}, 0.0),
        ({"x-amz-retry-after": "1500"}, 1.5),
        ({"x-amz-retry-after": "-1500"}, 0.0),
        ({"x-amz-retry-after": "1500", "retry-after": "3"}, 1.5),
        ({"x-amz-retry-after": "soon", "retry-after": "3"}, 3.0),
        ({"retry-after": "Mon, 23 Nov 2026 12:00:07 GMT"}, 7.0),
        ({"retry-after": "Mon, 23 Nov 2026 11:59:00 GMT"}, 0.0),
        # By the clock of the server, if it shows it.
        ({"retry-after": "Mon, 23 Nov 2026 12:00:07 GMT", "Date": MONDAY}, 7.0),
        ({"retry-after": MONDAY, "date": "Mon, 23 Nov 2026 11:59:50 GMT"}, 10.0),
        ({"retry-after": "Mon, 23 Nov 2026 12:00:07 GMT", "date": "noon"}, 7.0),
    ],
)
def test_a_response_may_ask_to_wait(headers: dict[str, str], seconds: float) -> None:
    assert retry_after(headers, MONDAY_SECONDS) == seconds


def test_without_a_clock_a_date_is_compared_with_the_time_here() -> None:
    assert retry_after({"retry-after": "Mon, 23 Nov 2099 12:00:00 GMT"}) > 1e9
    assert retry_after({"retry-after": "Mon, 23 Nov 2020 12:00:00 GMT"}) == 0
