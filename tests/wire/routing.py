"""Which operation of a service a request asks for, by the protocol of the service."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl

from botocore import xform_name
from botocore.model import OperationModel, ServiceModel

from tests.wire.models import service_model
from tests.wire.requests import Arrival

LABEL = re.compile(r"\{([^}]+)\}")


@dataclass(frozen=True)
class Route:
    """The method, path and query string that one REST operation is asked for with."""

    name: str
    method: str
    path: re.Pattern[str]
    labels: tuple[str, ...]
    fixed: frozenset[tuple[str, str]]
    needed: frozenset[str]
    weight: tuple[int, int, int]

    @classmethod
    def read(cls, model: OperationModel) -> Route:
        """Read the `http` part of an operation; S3's tell each other apart by query strings."""
        path, _, query = model.http["requestUri"].partition("#")[0].partition("?")
        fixed = frozenset(parse_qsl(query, keep_blank_values=True))
        needed = frozenset(_required_in_query(model))
        labels = LABEL.findall(path)
        literal = LABEL.sub("", path)
        greedy = sum(label.endswith("+") for label in labels)
        return cls(
            model.name,
            model.http["method"],
            re.compile(_pattern(path.rstrip("/") or "/")),
            tuple(label.rstrip("+") for label in labels),
            fixed,
            needed,
            (len(fixed) + len(needed), len(literal), -greedy),
        )

    def takes(self, arrival: Arrival) -> bool:
        """Tell whether a request may be for this operation."""
        return (
            self.method == arrival.method
            and self.path.fullmatch(arrival.path) is not None
            and all(value in arrival.query.get(key, ()) for key, value in self.fixed)
            and self.needed <= arrival.query.keys()
        )


@cache
def routes(service: str) -> dict[str, Route]:
    """Give the routes of a REST service by `ListFunctions`, the most particular first."""
    model = service_model(service)
    found = [Route.read(model.operation_model(name)) for name in model.operation_names]
    ranked = sorted(found, key=lambda route: route.weight, reverse=True)
    return {route.name: route for route in ranked}


def asked_for(service: str, arrival: Arrival) -> list[str]:
    """Name the operation, `describe_instances`, that a request asks a service for.

    More than one, where the wire has no difference between an operation and its successor
    (`get_bucket_lifecycle` and `get_bucket_lifecycle_configuration`); none, where it is for none.
    """
    model = service_model(service)
    if model.resolved_protocol.startswith("rest-"):
        taken = [route for route in routes(service).values() if route.takes(arrival)]
        found = [route.name for route in taken if route.weight == taken[0].weight]
    else:
        found = [_rpc_name(model, arrival) or ""]
    return [xform_name(name) for name in found if name in model.operation_names]


def _rpc_name(model: ServiceModel, arrival: Arrival) -> str | None:
    prefix = model.metadata.get("targetPrefix")
    if model.resolved_protocol in ("query", "ec2"):
        return arrival.form.get("Action")
    if model.resolved_protocol == "json":
        before, _, name = arrival.headers.get("X-Amz-Target", "").rpartition(".")
        return name if before == prefix else None
    before, _, name = arrival.path.rpartition("/operation/")
    return name if before == f"/service/{prefix}" else None


def _pattern(path: str) -> str:
    # split() with a group alternates literals and labels.
    parts = LABEL.split(path)
    return "".join(
        ("(.+)" if part.endswith("+") else "([^/]+)") if index % 2 else re.escape(part)
        for index, part in enumerate(parts)
    )


def _required_in_query(model: OperationModel) -> list[str]:
    shape = model.input_shape
    if shape is None:
        return []
    members = {name: shape.members[name].serialization for name in shape.required_members}
    return [
        traits.get("name", name)
        for name, traits in members.items()
        if traits.get("location") == "querystring"
    ]
