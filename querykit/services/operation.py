"""One operation of a service: its names, its shapes, and errors for unknown names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from botocore.model import OperationModel, StructureShape

from querykit.errors import QueryError, nearest
from querykit.services import catalog
from querykit.services.pagination import Paging, paging, token_to_send
from querykit.services.pagination.announced import announced
from querykit.services.pagination.exceptions import exception
from querykit.services.pagination.lists import facts, rivals
from querykit.services.pagination.signs import Signs, signs

__all__ = ["Operation", "method_name", "operation", "operations"]

# An answer with so many facts beside its list is about one thing.
_OF_ONE_THING = 3


@dataclass(frozen=True)
class Operation:
    """An operation as botocore's model has it.

    service, method: as in boto3; ``name`` is AWS's own (DescribeInstances).
    paging: how its pages follow one another.
    """

    service: str
    method: str
    name: str
    model: OperationModel
    paging: Paging

    @property
    def input_shape(self) -> StructureShape | None:
        """Return the shape of the parameters; None if there are none."""
        shape: StructureShape | None = self.model.input_shape
        return shape

    @property
    def output_shape(self) -> StructureShape | None:
        """Return the shape of the response; None if it is empty."""
        shape: StructureShape | None = self.model.output_shape
        return shape

    @cached_property
    def signs(self) -> Signs:
        """Return the fields that show that a response is incomplete."""
        own = exception(self.service, self.name)
        entries = announced(self.service, self.name)
        return signs(self.name, self.input_shape, self.output_shape, self.paging, own, entries)

    @property
    def default_expression(self) -> str:
        """Return the expression of a query that has none.

        The one list of a paginated operation (its rows are the list's elements), unless it is
        among what describes one thing, such as the status of a job, or another list or map may be
        in the response in its place; the one list of an operation that returns nothing else;
        otherwise the page itself. What no rule decides is in exceptions.json.
        """
        own: str | None = exception(self.service, self.name).get("rows")
        if own is not None:
            return own
        lists = self.paging.result_keys
        if len(lists) != 1 or self._has_rivals(lists[0]):
            return "@"
        return lists[0] if self._lists_things() or self._has_one_member() else "@"

    def _has_rivals(self, path: str) -> bool:
        found = rivals(self.input_shape, self.output_shape, path)
        return self.paging.pages and not set(found) <= {*self.paging.tokens, *self.paging.echoes}

    def token_to_send(self, parameters: Mapping[str, Any]) -> Callable[[str, Any], Any]:
        """Return what the next call sends for a page's token, by the name of its input token."""
        taken = self.input_shape.members if self.input_shape is not None else {}

        def convert(name: str, token: Any) -> Any:
            return token_to_send(name, token, taken[name], self.paging, parameters)

        return convert

    def _lists_things(self) -> bool:
        if self.paging.kind != "inferred" or self.output_shape is None:
            return self.paging.pages
        return len(facts(self.input_shape, self.output_shape)) < _OF_ONE_THING

    def _has_one_member(self) -> bool:
        return self.output_shape is not None and len(self.output_shape.members) == 1


@lru_cache(maxsize=512)
def operation(service: str, name: str) -> Operation:
    """Return an operation by its names, offline. Raises QueryError with the nearest names.

    >>> operation("ec2", "describe-instances").name, operation("s3api", "ListObjectsV2").method
    ('DescribeInstances', 'list_objects_v2')
    """
    known_service = _known(service)
    methods = catalog.operation_names(known_service)
    method = method_name(known_service, name)
    if method is None:
        hint = nearest(name.replace("-", "_"), methods) or nearest(name, methods.values())
        raise QueryError(f"{known_service} has no operation {name!r}", hint=hint)
    model = catalog.service_model(known_service).operation_model(methods[method])
    if _is_stream(model):
        what = f"{known_service}.{method} returns a byte stream, which has no rows"
        raise QueryError(what, hint="querykit supports operations that return structured data")
    return _make(known_service, method, model)


@lru_cache(maxsize=1024)
def method_name(service: str, written: str) -> str | None:
    """Return an operation of a known service, spelled as in boto3; None for an unknown one.

    >>> method_name("ec2", "DescribeInstances"), method_name("ec2", "describe-instance")
    ('describe_instances', None)
    """
    folded = {method.replace("_", ""): method for method in catalog.operation_names(service)}
    return folded.get(written.replace("_", "").replace("-", "").lower())


def operations(service: str) -> Iterator[Operation]:
    """Yield all operations of a service that return data. Raises QueryError if it is unknown."""
    known_service = _known(service)
    for method, name in catalog.operation_names(known_service).items():
        model = catalog.service_model(known_service).operation_model(name)
        if not _is_stream(model):
            yield _make(known_service, method, model)


def _known(service: str) -> str:
    name = catalog.service_name(service)
    if name is None:
        hint = nearest(service, catalog.service_names())
        raise QueryError(f"AWS has no service {service!r}", hint=hint)
    return name


def _make(service: str, method: str, model: OperationModel) -> Operation:
    found = paging(service, model, catalog.paginators(service).get(model.name))
    return Operation(service, method, model.name, model, found)


def _is_stream(model: OperationModel) -> bool:
    return bool(model.has_event_stream_output or model.has_streaming_output)
