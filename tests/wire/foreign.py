"""Successes that are not the response of an operation: foreign bodies, and its own, spoilt."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from botocore.model import OperationModel

from querykit.testing.bodies import cbor
from querykit.testing.responses import CBOR, JSON, REQUEST_ID, XML, Response, serialize
from tests.cases import read_cases

HTML = {"Content-Type": "text/html; charset=utf-8"}
PARTIAL = (203, 206, 207, 226)


@cache
def _fixed() -> tuple[dict[str, Any], ...]:
    return tuple(read_cases(Path(__file__).parent / "foreign.yaml"))


def foreign(model: OperationModel) -> Iterator[tuple[str, Response]]:
    """Yield the responses of foreign.yaml, with foreign headers and with the service's."""
    own = own_headers(model)
    for entry in _fixed():
        status, headers = entry.get("status", 200), entry.get("headers", {})
        body = base64.b64decode(entry["base64"]) if "base64" in entry else entry["body"].encode()
        yield entry["name"], Response(status, body, {**HTML, **headers})
        if entry.get("own", True) and not _is_believable(body, headers):
            yield f"{entry['name']}, signed", Response(status, body, {**own, **headers})


def spoilt(
    model: OperationModel, output: Mapping[str, Any], step: int = 1
) -> Iterator[tuple[str, Response]]:
    """Yield the operation's own response with something wrong.

    It is cut after every `step` bytes, and after each brace.
    """
    right = serialize(model, output)
    body = right.body
    for status in PARTIAL:
        yield f"status {status}", replace(right, status=status)
    yield "twice", replace(right, body=body + body)
    yield "and a line", replace(right, body=body + b"\n" + body)
    yield "and more", replace(right, body=body + b"}")
    yield from _twofold(model, right)
    yield "an error type", replace(right, headers={**right.headers, "x-amzn-ErrorType": "Boom"})
    for end in range(1, len(body)):
        if end % step and body[end - 1 : end] != b"}":
            continue
        yield f"cut at {end}", replace(right, body=body[:end])
    if own_headers(model)["Content-Type"] == "application/json":
        yield from _spoilt_json(model, right)


def _twofold(model: OperationModel, right: Response) -> Iterator[tuple[str, Response]]:
    """Yield it with each field of the body twice: once as it is, and once empty."""
    protocol = str(model.service_model.resolved_protocol)
    bodies = _twofold_elements if right.body.startswith(b"<") else _twofold_fields
    if "cbor" in protocol:
        bodies = _twofold_pairs
    for name, body in bodies(model, right.body):
        yield f"{name} twice", replace(right, body=body)


def _twofold_fields(_: OperationModel, body: bytes) -> Iterator[tuple[str, bytes]]:
    data = json.loads(body) if body.startswith(b'{"') else {}
    for name in data:
        empty = f"{json.dumps(name)}: null"
        yield name, body[:-1] + f", {empty}}}".encode()
        yield name, body.replace(b"{", f"{{{empty}, ".encode(), 1)


def _twofold_pairs(model: OperationModel, body: bytes) -> Iterator[tuple[str, bytes]]:
    # A map of less than 24 members has their number in its first byte.
    if model.output_shape is None or not body or not cbor.head(cbor.MAP, 1) <= body[:1] < b"\xb7":
        return
    for name in model.output_shape.members:
        if (key := cbor.plain(name)) in body:
            yield name, bytes([body[0] + 1]) + body[1:] + key + cbor.plain("another")


def _twofold_elements(model: OperationModel, body: bytes) -> Iterator[tuple[str, bytes]]:
    root = ElementTree.fromstring(body)
    prefix = root.tag.partition("}")[0] + "}" if "}" in root.tag else ""
    wrapper = model.output_shape.serialization.get("resultWrapper") if model.output_shape else None
    inside = root.find(f"{prefix}{wrapper}") if wrapper else root
    flattened = _flattened(model)
    begin = body.index(b">", body.index(f"<{wrapper}>".encode()) if wrapper else 0) + 1
    for element in list(inside if inside is not None else ()):
        name = element.tag.removeprefix(prefix)
        if name not in (*flattened, "requestId") and (element.text or len(element)):
            yield name, body[:begin] + f"<{name}></{name}>".encode() + body[begin:]


def _flattened(model: OperationModel) -> set[str]:
    """Give the elements that may come several times, wherever they are."""
    service = model.service_model
    shapes: list[Any] = [service.shape_for(name) for name in service.shape_names]
    members = [
        (name, member)
        for shape in shapes
        if shape.type_name == "structure"
        for name, member in shape.members.items()
        if member.serialization.get("flattened")
    ]
    own = {member.serialization.get("name", name) for name, member in members}
    inner = (getattr(member, "member", member) for _, member in members)
    return own | {str(each.serialization.get("name")) for each in inner}


def another(model: OperationModel, output: Mapping[str, Any], other: OperationModel) -> Response:
    """Give the response of another operation, in the protocol of this one."""
    response = serialize(other, output)
    return replace(response, headers={**response.headers, **own_headers(model)})


def own_headers(model: OperationModel) -> dict[str, str]:
    """Give the headers that the service sends itself."""
    protocol = str(model.service_model.resolved_protocol)
    if "cbor" in protocol:
        return dict(CBOR)
    return dict(JSON) if "json" in protocol else {**XML, "x-amzn-RequestId": REQUEST_ID}


def _is_believable(body: bytes, headers: Mapping[str, str]) -> bool:
    return body in (b"{}", b"\xa0") and not headers


def _spoilt_json(model: OperationModel, right: Response) -> Iterator[tuple[str, Response]]:
    data = json.loads(right.body)
    text = right.body.decode()
    names = [name for name in data if _is_container(model, name)]
    for what, body in {
        "a byte order mark": b"\xef\xbb\xbf" + right.body,
        "UTF-16": text.encode("utf-16"),
        "NaN": text.replace("{", '{"x": NaN, ', 1).encode(),
        "Infinity": text.replace("{", '{"x": -Infinity, ', 1).encode(),
        "single quotes": text.replace('"', "'").encode(),
        "a comma": (text[:-1] + ",}").encode(),
        "in a list": f"[{text}]".encode(),
        "in a string": json.dumps(text).encode(),
        "in an object": json.dumps({"x-wrapped": data}).encode(),
        "a type first": json.dumps({"__type": "Boom", **data}).encode(),
        "a type last": json.dumps({**data, "__type": "com.x#BoomException"}).encode(),
    }.items():
        yield what, replace(right, body=body)
    for name in names[:1]:
        wrong = json.dumps({**data, name: "maintenance"}).encode()
        yield "a field of another type", replace(right, body=wrong)


def _is_container(model: OperationModel, name: str) -> bool:
    shape: Any = model.output_shape
    member = shape.members.get(name)
    if member is None or getattr(member, "is_document_type", False):
        return False
    return member.type_name in ("list", "map", "structure") and "payload" not in shape.serialization
