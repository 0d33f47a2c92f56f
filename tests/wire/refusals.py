"""An error document in each protocol's own form."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from email.message import Message

from botocore.model import ServiceModel

from tests.wire.answers import Refusal
from tests.wire.bodies import cbor, xml
from tests.wire.responses import CBOR, JSON, REQUEST_ID, XML, Response


def failure(model: ServiceModel, refusal: Refusal) -> Response:
    """Write an error as the service would: in its protocol, S3's and SQS's ways included."""
    form = s3 if model.service_name == "s3" else FORMS[model.resolved_protocol]
    if not model.is_query_compatible:
        return form(refusal)
    # A service that left the query protocol tells its former code in a header.
    shape = model.shape_for_error_code(refusal.code)  # type: ignore[arg-type]
    response = form(replace(refusal, code=shape.name) if shape else refusal)
    former = {"x-amzn-query-error": f"{refusal.code};{_blame(refusal)}"}
    return replace(response, headers={**response.headers, **former})


def unmodelled(headers: Message, refusal: Refusal) -> Response:
    """Write an error for a request whose service is not known, in the form it looks like."""
    kind = headers.get("Content-Type", "")
    if kind.startswith("application/x-www-form-urlencoded"):
        return query(refusal)
    if kind == "application/cbor":
        return rpc_cbor(refusal)
    # The code in both places, for json and for rest-json.
    both = rpc_json(refusal)
    return replace(both, headers={**both.headers, "x-amzn-ErrorType": refusal.code})


def ec2(refusal: Refusal) -> Response:
    """Write Response/Errors/Error."""
    errors = xml.wrap("Errors", xml.wrap("Error", _code_and_message(refusal)))
    return _xml(refusal, xml.wrap("Response", errors + xml.leaf("RequestID", REQUEST_ID)))


def query(refusal: Refusal) -> Response:
    """Write ErrorResponse/Error, of query and of rest-xml."""
    error = xml.wrap("Error", xml.leaf("Type", _blame(refusal)) + _code_and_message(refusal))
    return _xml(refusal, xml.wrap("ErrorResponse", error + xml.leaf("RequestId", REQUEST_ID)))


def s3(refusal: Refusal) -> Response:
    """Write S3's Error, which is the root."""
    inside = _code_and_message(refusal) + xml.leaf("RequestId", REQUEST_ID)
    return _xml(refusal, xml.wrap("Error", inside + xml.leaf("HostId", "wire-host")))


def rpc_json(refusal: Refusal) -> Response:
    """Write an object with `__type`."""
    body = {"__type": f"com.amazonaws.wire#{refusal.code}", "message": refusal.message}
    return Response(refusal.status, json.dumps(body).encode(), JSON)


def rest_json(refusal: Refusal) -> Response:
    """Write an object with the message, and the code in `x-amzn-ErrorType`."""
    body = json.dumps({"message": refusal.message}).encode()
    return Response(refusal.status, body, {**JSON, "x-amzn-ErrorType": refusal.code})


def rpc_cbor(refusal: Refusal) -> Response:
    """Write a map with `__type`."""
    fields = {"__type": f"com.amazonaws.wire#{refusal.code}", "message": refusal.message}
    body = cbor.head(cbor.MAP, len(fields))
    body += b"".join(cbor.plain(text) for field in fields.items() for text in field)
    return Response(refusal.status, body, CBOR)


FORMS: dict[str, Callable[[Refusal], Response]] = {
    "ec2": ec2,
    "query": query,
    "rest-xml": query,
    "json": rpc_json,
    "rest-json": rest_json,
    "smithy-rpc-v2-cbor": rpc_cbor,
}


def _blame(refusal: Refusal) -> str:
    return "Receiver" if refusal.status >= 500 else "Sender"


def _code_and_message(refusal: Refusal) -> str:
    return xml.leaf("Code", refusal.code) + xml.leaf("Message", refusal.message)


def _xml(refusal: Refusal, document: str) -> Response:
    return Response(refusal.status, document.encode(), XML)
