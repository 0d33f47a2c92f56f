"""A whole HTTP response for an output of an operation, in the protocol of its service."""

from __future__ import annotations

import base64
import http
import json as jsonlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.model import OperationModel
from botocore.utils import is_json_value_header

from querykit.testing.bodies import cbor, json, scalars, xml
from querykit.types.types import Shape

REQUEST_ID = "testing-request"
JSON = {"Content-Type": "application/json", "x-amzn-RequestId": REQUEST_ID}
XML = {"Content-Type": "text/xml", "x-amz-request-id": REQUEST_ID}
CBOR = {
    "Content-Type": "application/cbor",
    "smithy-protocol": "rpc-v2-cbor",
    "x-amzn-RequestId": REQUEST_ID,
}


@dataclass(frozen=True)
class Response:
    """A response as it goes out, but for its Content-Length."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def serialize(model: OperationModel, output: Mapping[str, Any]) -> Response:
    """Write an output, as botocore parses it, as a successful response."""
    return PROTOCOLS[model.service_model.resolved_protocol](model, _undecoded(model, output))


def ec2(model: OperationModel, output: Mapping[str, Any]) -> Response:
    """Write the ec2 protocol: the members right under the root."""
    shape = model.output_shape
    inside = xml.leaf("requestId", REQUEST_ID)
    inside += xml.members(shape, output.items()) if shape else ""
    return _document(f"{model.name}Response", inside, model.metadata.get("xmlNamespace"))


def query(model: OperationModel, output: Mapping[str, Any]) -> Response:
    """Write the query protocol: the members in a result, and metadata beside it."""
    shape = model.output_shape
    inside = xml.members(shape, output.items()) if shape else ""
    if shape and "resultWrapper" in shape.serialization:
        inside = xml.wrap(shape.serialization["resultWrapper"], inside)
    inside += xml.wrap("ResponseMetadata", xml.leaf("RequestId", REQUEST_ID))
    return _document(f"{model.name}Response", inside, model.metadata.get("xmlNamespace"))


def rpc_json(model: OperationModel, output: Mapping[str, Any]) -> Response:
    """Write the json protocol."""
    content = {"Content-Type": f"application/x-amz-json-{model.metadata['jsonVersion']}"}
    body = json.data(model.output_shape, output) if model.output_shape else {}
    return Response(200, jsonlib.dumps(body).encode(), {**JSON, **content})


def rpc_cbor(model: OperationModel, output: Mapping[str, Any]) -> Response:
    """Write the smithy-rpc-v2-cbor protocol."""
    body = cbor.encode(model.output_shape, output) if model.output_shape else b""
    return Response(200, body, CBOR)


def rest_json(model: OperationModel, output: Mapping[str, Any]) -> Response:
    """Write the rest-json protocol."""

    def body(_: str, shape: Shape, value: Mapping[str, Any]) -> str:
        return jsonlib.dumps(json.data(shape, value))

    return _rest(model, output, JSON, body)


def rest_xml(model: OperationModel, output: Mapping[str, Any]) -> Response:
    """Write the rest-xml protocol."""
    if model.name == "GetBucketLocation":
        # Its document is the bare element, which botocore reads outside of the model.
        region = output.get("LocationConstraint") or ""
        return Response(200, xml.leaf("LocationConstraint", region).encode(), XML)
    return _rest(model, output, XML, xml.element)


PROTOCOLS: dict[str, Callable[[OperationModel, Mapping[str, Any]], Response]] = {
    "ec2": ec2,
    "query": query,
    "json": rpc_json,
    "smithy-rpc-v2-cbor": rpc_cbor,
    "rest-json": rest_json,
    "rest-xml": rest_xml,
}


def _rest(
    model: OperationModel,
    output: Mapping[str, Any],
    fixed: Mapping[str, str],
    body: Callable[[str, Shape, Any], str],
) -> Response:
    status = model.http.get("responseCode", 200)
    shape = model.output_shape
    if shape is None:
        return Response(status, b"", fixed)
    headers, inside = dict(fixed), {}
    for name, value in output.items():
        location = shape.members[name].serialization.get("location")
        if location == "statusCode":
            status = value
        elif location in ("header", "headers"):
            headers.update(_header(name, shape.members[name], value))
        else:
            inside[name] = value
    content = _payload(shape, inside, body)
    if content and status == http.HTTPStatus.NO_CONTENT:
        # A model says 204 of an output with a body, which HTTP does not have.
        status = http.HTTPStatus.OK
    return Response(status, content, headers)


def _payload(shape: Shape, inside: Mapping[str, Any], body: Callable[..., str]) -> bytes:
    name = shape.serialization.get("payload")
    if name is None:
        return body(shape.serialization.get("name", shape.name), shape, inside).encode()
    payload, value = shape.members[name], inside.get(name)
    if payload.type_name in ("string", "blob"):
        return value.encode() if isinstance(value, str) else value or b""
    return body(payload.serialization.get("name", name), payload, value or {}).encode()


def _header(name: str, shape: Shape, value: Any) -> dict[str, str]:
    wire_name = shape.serialization.get("name", name)
    if shape.serialization["location"] == "headers":
        return {wire_name + key: str(each) for key, each in value.items()}
    if is_json_value_header(shape):
        return {wire_name: base64.b64encode(jsonlib.dumps(value).encode()).decode()}
    if shape.type_name == "list":
        parts = [scalars.text(shape.member, each, "rfc822") for each in value]
        return {wire_name: ",".join(parts)}
    return {wire_name: scalars.text(shape, value, "rfc822")}


def _document(root: str, inside: str, namespace: str | None) -> Response:
    return Response(200, xml.wrap(root, inside, xml.namespace(namespace)).encode(), XML)


def _undecoded(model: OperationModel, output: Mapping[str, Any]) -> Mapping[str, Any]:
    # botocore decodes this one string after parsing, so a page holds it decoded.
    if model.name == "GetConsoleOutput" and output.get("Output"):
        return {**output, "Output": scalars.blob(output["Output"])}
    return output
