"""Successes that are not the response of an operation: foreign bodies, and its own, spoilt."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from botocore.model import OperationModel

from tests.wire.responses import CBOR, JSON, REQUEST_ID, XML, Response, success

HTML = {"Content-Type": "text/html; charset=utf-8"}
PARTIAL = (203, 206, 207, 226)


@cache
def _fixed() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load((Path(__file__).parent / "foreign.yaml").read_text("utf-8")))


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
    right = success(model, output)
    body = right.body
    for status in PARTIAL:
        yield f"status {status}", replace(right, status=status)
    yield "twice", replace(right, body=body + body)
    yield "and a line", replace(right, body=body + b"\n" + body)
    yield "and more", replace(right, body=body + b"}")
    yield "an error type", replace(right, headers={**right.headers, "x-amzn-ErrorType": "Boom"})
    for end in range(1, len(body)):
        if end % step and body[end - 1 : end] != b"}":
            continue
        yield f"cut at {end}", replace(right, body=body[:end])
    if own_headers(model)["Content-Type"] == "application/json":
        yield from _spoilt_json(model, right)


def another(model: OperationModel, output: Mapping[str, Any], other: OperationModel) -> Response:
    """Give the response of another operation, in the protocol of this one."""
    response = success(other, output)
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
