"""Responses of the demo server's own, in the protocol of the request."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

__all__ = ["Response", "error", "json_body", "xml_body"]

_REQUEST_ID = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Response:
    """A response of HTTP."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def error(protocol: str, status: int, code: str, message: str) -> Response:
    """Return an error as a service with the protocol sends it.

    protocol: one of those of ``Request.protocol``, or "s3".
    """
    body, kind = _ERRORS[protocol](code, message)
    headers = {"Content-Type": kind, "x-amzn-RequestId": _REQUEST_ID}
    if protocol == "rest-json":
        headers["x-amzn-ErrorType"] = code
    if protocol == "cbor":
        headers["smithy-protocol"] = "rpc-v2-cbor"
    return Response(status, body, headers)


def json_body(value: Any) -> Response:
    """Return a result in JSON."""
    return Response(200, json.dumps(value).encode(), {"Content-Type": "application/json"})


def xml_body(text: str) -> Response:
    """Return a result in XML."""
    return Response(200, text.encode(), {"Content-Type": "text/xml;charset=UTF-8"})


def _ec2(code: str, message: str) -> tuple[bytes, str]:
    text = (
        f"<Response><Errors>{_element(code, message)}</Errors>"
        f"<RequestID>{_REQUEST_ID}</RequestID></Response>"
    )
    return text.encode(), "text/xml;charset=UTF-8"


def _query(code: str, message: str) -> tuple[bytes, str]:
    text = (
        f"<ErrorResponse>{_element(code, message, '<Type>Sender</Type>')}"
        f"<RequestId>{_REQUEST_ID}</RequestId></ErrorResponse>"
    )
    return text.encode(), "text/xml"


def _s3(code: str, message: str) -> tuple[bytes, str]:
    return _element(code, message).encode(), "application/xml"


def _element(code: str, message: str, first: str = "") -> str:
    return f"<Error>{first}<Code>{escape(code)}</Code><Message>{escape(message)}</Message></Error>"


def _json(code: str, message: str) -> tuple[bytes, str]:
    return json.dumps({"__type": code, "message": message}).encode(), "application/x-amz-json-1.1"


def _cbor(code: str, message: str) -> tuple[bytes, str]:
    texts = ("__type", code, "message", message)
    # 0xA2 is a map of two pairs; 0x79 is a text whose length is in the next two bytes (RFC 8949).
    body = b"\xa2" + b"".join(
        b"\x79" + len(text.encode()).to_bytes(2, "big") + text.encode() for text in texts
    )
    return body, "application/cbor"


_ERRORS: dict[str, Callable[[str, str], tuple[bytes, str]]] = {
    "ec2": _ec2,
    "query": _query,
    "xml": _query,
    "s3": _s3,
    "json": _json,
    "rest-json": _json,
    "cbor": _cbor,
}
