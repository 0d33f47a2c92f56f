"""One operation of a service: its names, its shapes, and the mistakes in naming it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from botocore.model import OperationModel, StructureShape

from querykit.errors import QueryError, nearest
from querykit.services import catalog
from querykit.services.pagination import Paging, paging

__all__ = ["Operation", "operation"]


@dataclass(frozen=True)
class Operation:
    """An operation as botocore's model has it.

    service, method: as boto3 spells them; ``name`` is AWS's own (DescribeInstances).
    paging: how its pages follow one another.
    """

    service: str
    method: str
    name: str
    model: OperationModel
    paging: Paging

    @property
    def input_shape(self) -> StructureShape | None:
        shape: StructureShape | None = self.model.input_shape
        return shape

    @property
    def output_shape(self) -> StructureShape | None:
        shape: StructureShape | None = self.model.output_shape
        return shape

    @property
    def default_expression(self) -> str:
        """What stands for a query's expression that was left out.

        The one list of a paginated operation (its rows are the list's elements); the one list of
        an operation that answers with nothing else; otherwise the page itself.
        """
        lists = self.paging.result_keys
        if len(lists) == 1 and (self.paging.pages or self._has_one_member()):
            return lists[0]
        return "@"

    def _has_one_member(self) -> bool:
        return self.output_shape is not None and len(self.output_shape.members) == 1


@lru_cache(maxsize=512)
def operation(service: str, name: str) -> Operation:
    """The operation that is meant, offline. Raises QueryError with the nearest names.

    >>> operation("ec2", "describe-instances").name, operation("s3api", "ListObjectsV2").method
    ('DescribeInstances', 'list_objects_v2')
    """
    known_service = catalog.service_name(service)
    if known_service is None:
        hint = nearest(service, catalog.service_names())
        raise QueryError(f"AWS has no service {service!r}", hint=hint)
    methods = catalog.operation_names(known_service)
    folded = {method.replace("_", ""): method for method in methods}
    method = folded.get(name.replace("_", "").replace("-", "").lower())
    if method is None:
        hint = nearest(name.replace("-", "_"), methods) or nearest(name, methods.values())
        raise QueryError(f"{known_service} has no operation {name!r}", hint=hint)
    model = catalog.service_model(known_service).operation_model(methods[method])
    _refuse_streams(known_service, method, model)
    configuration = catalog.paginators(known_service).get(methods[method])
    return Operation(
        known_service, method, methods[method], model, paging(model.output_shape, configuration)
    )


def _refuse_streams(service: str, method: str, model: OperationModel) -> None:
    if model.has_event_stream_output or model.has_streaming_output:
        what = f"{service}.{method} answers with a stream of bytes, which has no rows"
        raise QueryError(what, hint="querykit reads the operations that answer with data")
