"""What a response of an operation looks like by its model: its fields, its root element."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

from botocore.model import OperationModel, ServiceModel, Shape

from querykit.errors import QueryError
from querykit.services.operation import operation
from querykit.services.pagination import Paging
from querykit.services.roots import root_names
from querykit.services.shapes import members, walk

__all__ = ["CONTAINERS", "ExpectedResponse", "service_containers", "service_roots"]

CONTAINERS: Mapping[str, type] = {"structure": dict, "map": dict, "list": list}
"""The kinds of shapes with something inside, as Python has them."""

# Names that documents of any origin have, errors above all; and what many operations have.
_COMMON = frozenset(
    {
        *("code", "data", "description", "detail", "details", "error", "errorcode"),
        *("errormessage", "errors", "errortype", "host", "id", "instance", "message", "name"),
        *("path", "reason", "request", "request_id", "requestid", "response", "result"),
        *("results", "status", "statuscode", "statusmessage", "success", "timestamp", "title"),
        *("type", "url", "version"),
    }
)
_OF_PAGING = ("token", "marker", "cursor", "truncated", "count", "more", "max", "total")


class ExpectedResponse:
    """The responses of one operation by its model, each fact worked out when it is needed."""

    def __init__(self, operation: OperationModel) -> None:
        self.operation = operation
        self.protocol = str(operation.service_model.resolved_protocol)
        self._output: Any = operation.output_shape

    @property
    def is_json(self) -> bool:
        """Return whether the body is JSON."""
        return "json" in self.protocol

    @property
    def is_cbor(self) -> bool:
        """Return whether the body is CBOR."""
        return "cbor" in self.protocol

    @cached_property
    def is_left_alone(self) -> bool:
        """Return whether the body is a stream, a blob or a string, which may contain anything."""
        operation = self.operation
        if operation.has_streaming_output or operation.has_event_stream_output:
            return True
        return self._payload is not None and self._payload.type_name in ("string", "blob")

    @cached_property
    def is_document(self) -> bool:
        """Return whether the body is a document, whose fields are in no model."""
        return bool(getattr(self._payload, "is_document_type", False))

    @cached_property
    def has_content_range(self) -> bool:
        """Return whether a response may be a part of the content, and says which part."""
        members = self._output.members.values() if self._output is not None else ()
        return any(each.serialization.get("name") == "Content-Range" for each in members)

    @cached_property
    def fields(self) -> dict[str, Shape]:
        """Return the fields of the body, by their names on the wire."""
        return {
            self._wire_name(name, member): member
            for name, member in self._members.items()
            if member.serialization.get("location") is None
        }

    @cached_property
    def telling_fields(self) -> frozenset[str]:
        """Return the fields that identify a body as one of this operation."""
        return frozenset(name for name, shape in self.fields.items() if not _is_common(name, shape))

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Return the required fields of the body, by their names on the wire."""
        names = self._body.metadata.get("required", ()) if self._members else ()
        wire_names = [self._wire_name(name, self._members[name]) for name in names]
        return tuple(name for name in wire_names if name in self.fields)

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Return the fields of the body that are tokens and strings, by their names on the wire."""
        paths = self._paging.tokens if self._paging else ()
        names = self._in_body(paths)
        return frozenset(name for name in names if self.fields[name].type_name == "string")

    @cached_property
    def paging_fields(self) -> frozenset[str]:
        """Return the fields of the body without which pages or rows would be missing."""
        paging = self._paging
        return frozenset(self._in_body((*paging.tokens, *paging.result_keys)) if paging else ())

    @cached_property
    def _paging(self) -> Paging | None:
        service = self.operation.service_model.service_name
        try:
            found = operation(service, self.operation.name).paging
        except QueryError:  # not one that querykit reads, such as a stream of bytes
            return None
        return found if found.pages else None

    def _in_body(self, paths: Iterable[str]) -> Iterator[str]:
        """Yield the names on the wire of those paths that are one field of the body."""
        payload = self._output.serialization.get("payload") if self._output is not None else None
        for path in paths:
            name = path.removeprefix(f"{payload}.") if payload else path
            member = self._members.get(name)
            if member is not None and member.serialization.get("location") is None:
                yield self._wire_name(name, member)

    @cached_property
    def shared(self) -> frozenset[str]:
        """Return the names on the wire that several fields of one object have, below the output."""
        if self._output is None:
            return frozenset()
        structures = [self._output, *(found.inner for found in walk(self._output))]
        return frozenset().union(*map(self._twins, structures))

    def _twins(self, shape: Any) -> frozenset[str]:
        names = Counter(self._wire_name(*each) for each in members(shape).items())
        return frozenset(name for name, number in names.items() if number > 1)

    @cached_property
    def type_names(self) -> frozenset[str]:
        """Return the names that an output may give itself in ``__type``."""
        names = {f"{self.operation.name}{end}" for end in ("Response", "Result", "Output")}
        return frozenset(names if self._output is None else {*names, self._output.name})

    @cached_property
    def roots(self) -> frozenset[str]:
        """Return the names that the root element of XML may have."""
        return root_names(self.operation)

    @cached_property
    def wrapper(self) -> str | None:
        """Return the element between the root and the fields, in the query protocol."""
        wrapper = self._output.serialization.get("resultWrapper") if self._output else None
        return str(wrapper) if wrapper else None

    @cached_property
    def _payload(self) -> Any:
        name = self._output.serialization.get("payload") if self._output is not None else None
        return self._output.members[name] if name else None

    @property
    def _body(self) -> Any:
        return self._output if self._payload is None else self._payload

    @property
    def _members(self) -> Mapping[str, Shape]:
        shape = self._body
        is_structure = shape is not None and shape.type_name == "structure"
        return shape.members if is_structure else {}

    def _wire_name(self, name: str, member: Any) -> str:
        if self.is_cbor:
            return name
        if not self.is_json and member.serialization.get("flattened"):
            element = getattr(member, "member", member).serialization.get("name")
            if element:
                return str(element)
        return str(member.serialization.get("name", name))


@lru_cache(maxsize=8)
def service_roots(service: ServiceModel) -> frozenset[str]:
    """Return the root elements of all operations of a service."""
    models = map(service.operation_model, service.operation_names)
    return frozenset().union(*map(root_names, models))


@lru_cache(maxsize=8)
def service_containers(service: ServiceModel) -> frozenset[str]:
    """Return the fields of all operations of a service that are lists, maps or objects."""
    responses = (
        ExpectedResponse(service.operation_model(name)) for name in service.operation_names
    )
    return frozenset(
        name
        for response in responses
        for name, shape in response.fields.items()
        if shape.type_name in CONTAINERS
    )


def _is_common(name: str, shape: Shape) -> bool:
    lowered = name.lower()
    is_scalar = shape.type_name not in CONTAINERS
    return lowered in _COMMON or (is_scalar and any(word in lowered for word in _OF_PAGING))
