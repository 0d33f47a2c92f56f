"""The parameters of a request, as the caller gave them to the client."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from botocore.model import OperationModel
from botocore.parsers import create_parser
from botocore.utils import parse_timestamp

from tests.wire.continuation import sent
from tests.wire.models import Operation, Pagination, Shape
from tests.wire.requests import Arrival, Request
from tests.wire.routing import routes


def understood(arrival: Arrival, operation: Operation) -> Request:
    """Read a request for an operation that pages as `operation.pagination` says."""
    access_key, region, _ = arrival.scope
    given = parameters(operation.model, arrival)
    return Request(
        service=operation.service,
        operation=operation.name,
        parameters=given,
        token=_token(operation.pagination, given),
        region=region,
        access_key=access_key,
        headers=arrival.headers,
        body=arrival.body,
    )


def parameters(model: OperationModel, arrival: Arrival) -> dict[str, Any]:
    """Read the parameters back; what the model does not have is left out."""
    shape = model.input_shape
    if shape is None:
        return {}
    protocol = model.service_model.resolved_protocol
    if protocol in ("query", "ec2"):
        return Form(arrival.form, protocol).structure(shape, "")
    if protocol.startswith("rest-"):
        return {**_located(model, shape, arrival), **_rest_body(protocol, shape, arrival.body)}
    return _parsed(protocol, shape, arrival.body)


class Form:
    """The flat `Filters.member.1.Name` keys of the query and ec2 protocols, as a tree."""

    def __init__(self, fields: Mapping[str, str], protocol: str) -> None:
        self.fields = fields
        self.ec2 = protocol == "ec2"

    def read(self, shape: Shape, key: str) -> Any:
        """Read the value of a shape that is written under a key."""
        readers = {"structure": self.structure, "list": self.elements, "map": self.map}
        reader = readers.get(shape.type_name)
        return reader(shape, key) if reader else scalar(shape, self.fields[key])

    def structure(self, shape: Shape, key: str) -> dict[str, Any]:
        """Read the members that are there."""
        keys = {
            name: f"{key}.{self.name(member, name)}" if key else self.name(member, name)
            for name, member in shape.members.items()
        }
        return {
            name: self.read(shape.members[name], inner)
            for name, inner in keys.items()
            if self.has(shape.members[name], inner)
        }

    def elements(self, shape: Shape, key: str) -> list[Any]:
        """Read the elements, numbered from 1."""
        return [self.read(shape.member, each) for each in self.numbered(self.prefix(shape, key))]

    def map(self, shape: Shape, key: str) -> dict[str, Any]:
        """Read the entries, numbered from 1."""
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        return {
            self.fields[f"{each}.{key_name}"]: self.read(shape.value, f"{each}.{value_name}")
            for each in self.numbered(self.prefix(shape, key))
        }

    def has(self, shape: Shape, key: str) -> bool:
        """Tell whether anything is written under the key of a member."""
        start = self.prefix(shape, key) if shape.type_name in ("list", "map") else key
        return key in self.fields or any(each.startswith(f"{start}.") for each in self.fields)

    def numbered(self, prefix: str) -> list[str]:
        """Give `prefix.1`, `prefix.2` and so on, as far as they are there."""
        heads = {each[len(prefix) + 1 :].partition(".")[0] for each in self.fields}
        found, number = [], 1
        while str(number) in heads and self.under(f"{prefix}.{number}"):
            found.append(f"{prefix}.{number}")
            number += 1
        return found

    def under(self, key: str) -> bool:
        """Tell whether a key or one below it is there."""
        return key in self.fields or any(each.startswith(f"{key}.") for each in self.fields)

    def prefix(self, shape: Shape, key: str) -> str:
        """Give what comes before the number of an element or an entry."""
        if shape.type_name == "map":
            return key if shape.serialization.get("flattened") else f"{key}.entry"
        if self.ec2:
            return key
        name = shape.member.serialization.get("name")
        if not shape.serialization.get("flattened"):
            return f"{key}.{name or 'member'}"
        return ".".join([*key.split(".")[:-1], name]) if name else key

    def name(self, shape: Shape, default: str) -> str:
        """Give the name a member has in the form; ec2 begins each with a capital."""
        traits = shape.serialization
        if not self.ec2:
            return str(traits.get("name", default))
        name = str(traits.get("queryName") or traits.get("name") or default)
        return name[0].upper() + name[1:]


def scalar(shape: Shape, text: str) -> Any:
    """Read a scalar from the text it is in a form, a path, a query string or a header."""
    kind = shape.type_name
    if kind in ("integer", "long"):
        return int(text)
    if kind in ("float", "double"):
        return float(text)
    if kind == "boolean":
        return text == "true"
    if kind == "timestamp":
        return parse_timestamp(text)
    return base64.b64decode(text) if kind == "blob" else text


def _token(pagination: Pagination | None, given: Mapping[str, Any]) -> Any:
    tokens = sent(pagination, given) if pagination else {}
    if pagination and len(pagination.input_token) > 1:
        return tokens or None
    return next(iter(tokens.values()), None)


def _located(model: OperationModel, shape: Shape, arrival: Arrival) -> dict[str, Any]:
    route = routes(model.service_model.service_name)[model.name]
    found = route.path.fullmatch(arrival.path)
    assert found, f"{arrival.path} was taken for {model.name}"
    labels = dict(zip(route.labels, map(unquote, found.groups()), strict=True))
    given: dict[str, Any] = {}
    for name, member in shape.members.items():
        location = member.serialization.get("location")
        key = member.serialization.get("name", name)
        if location == "uri" and key in labels:
            given[name] = scalar(member, labels[key])
        elif location == "querystring" and key in arrival.query:
            given[name] = _several(member, arrival.query[key])
        elif location == "header" and key in arrival.headers:
            given[name] = _several(member, arrival.headers.get_all(key, []))
    return given


def _several(shape: Shape, values: list[str]) -> Any:
    if shape.type_name != "list":
        return scalar(shape, values[0])
    if shape.serialization["location"] == "header":
        values = [each.strip() for each in ",".join(values).split(",")]
    return [scalar(shape.member, each) for each in values]


def _rest_body(protocol: str, shape: Shape, body: bytes) -> dict[str, Any]:
    payload = shape.serialization.get("payload")
    if not body:
        return {}
    if payload is None:
        return _parsed(protocol, shape, body)
    if shape.members[payload].type_name in ("string", "blob"):
        return {payload: body}
    return {payload: _parsed(protocol, shape.members[payload], body)}


def _parsed(protocol: str, shape: Shape, body: bytes) -> dict[str, Any]:
    # A body is written the same way in both directions, so botocore's response parser reads
    # it; what it finds in a response's headers has no place here.
    plain = {"rest-json": "json"}.get(protocol, protocol)
    response = {"status_code": 200, "headers": {}, "body": body}
    parsed = dict(create_parser(plain).parse(response, shape)) if body else {}
    parsed.pop("ResponseMetadata", None)
    return parsed
