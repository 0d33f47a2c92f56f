"""An error document in each protocol's own form."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from botocore.model import ServiceModel

from querykit.testing.bodies import cbor, xml
from querykit.testing.responses import CBOR, JSON, REQUEST_ID, XML, Response


@dataclass(frozen=True)
class ErrorResponse:
    """What AWS returns in place of a page: an error code, a message, and the HTTP status."""

    code: str
    message: str
    status: int


def serialize_error(model: ServiceModel, error: ErrorResponse) -> Response:
    """Write an error as the service would: in its protocol, S3's and SQS's ways included."""
    form = s3 if model.service_name == "s3" else FORMS[model.resolved_protocol]
    if not model.is_query_compatible:
        return form(error)
    # A service that left the query protocol tells its former code in a header.
    by_code: Any = model.shape_for_error_code  # botocore-stubs take it for a number
    shape = by_code(error.code)
    response = form(replace(error, code=shape.name) if shape else error)
    former = {"x-amzn-query-error": f"{error.code};{_blame(error)}"}
    return replace(response, headers={**response.headers, **former})


def ec2(error: ErrorResponse) -> Response:
    """Write Response/Errors/Error."""
    errors = xml.wrap("Errors", xml.wrap("Error", _code_and_message(error)))
    return _xml(error, xml.wrap("Response", errors + xml.leaf("RequestID", REQUEST_ID)))


def query(error: ErrorResponse) -> Response:
    """Write ErrorResponse/Error, of query and of rest-xml."""
    inside = xml.wrap("Error", xml.leaf("Type", _blame(error)) + _code_and_message(error))
    return _xml(error, xml.wrap("ErrorResponse", inside + xml.leaf("RequestId", REQUEST_ID)))


def s3(error: ErrorResponse) -> Response:
    """Write S3's Error, which is the root."""
    inside = _code_and_message(error) + xml.leaf("RequestId", REQUEST_ID)
    return _xml(error, xml.wrap("Error", inside + xml.leaf("HostId", "testing-host")))


def rpc_json(error: ErrorResponse) -> Response:
    """Write an object with `__type`."""
    body = {"__type": f"com.amazonaws.testing#{error.code}", "message": error.message}
    return Response(error.status, json.dumps(body).encode(), JSON)


def rest_json(error: ErrorResponse) -> Response:
    """Write an object with the message, and the code in `x-amzn-ErrorType`."""
    body = json.dumps({"message": error.message}).encode()
    return Response(error.status, body, {**JSON, "x-amzn-ErrorType": error.code})


def rpc_cbor(error: ErrorResponse) -> Response:
    """Write a map with `__type`."""
    fields = {"__type": f"com.amazonaws.testing#{error.code}", "message": error.message}
    body = cbor.head(cbor.MAP, len(fields))
    body += b"".join(cbor.plain(text) for field in fields.items() for text in field)
    return Response(error.status, body, CBOR)


FORMS: dict[str, Callable[[ErrorResponse], Response]] = {
    "ec2": ec2,
    "query": query,
    "rest-xml": query,
    "json": rpc_json,
    "rest-json": rest_json,
    "smithy-rpc-v2-cbor": rpc_cbor,
}


def _blame(error: ErrorResponse) -> str:
    return "Receiver" if error.status >= 500 else "Sender"


def _code_and_message(error: ErrorResponse) -> str:
    return xml.leaf("Code", error.code) + xml.leaf("Message", error.message)


def _xml(error: ErrorResponse, document: str) -> Response:
    return Response(error.status, document.encode(), XML)
