"""What botocore knows of an operation: its model, its shapes and how it pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore import xform_name
from botocore.exceptions import DataNotFoundError
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

# A botocore Shape: which parts it has (members, member, key, value, enum) is up to its type_name.
Shape = Any


class PristineLoader(Loader):
    """A loader to share between sessions: none of them sees what another did to a model.

    botocore's S3 and S3 Control handlers rewrite the `http` part of an operation in place.
    """

    def load_service_model(
        self, service_name: str, type_name: str, api_version: str | None = None
    ) -> dict[str, Any]:
        """Load a model as botocore's loader does, with an `http` part of its own."""
        model: dict[str, Any] = super().load_service_model(service_name, type_name, api_version)
        if type_name != "service-2":
            return model
        operations = {
            name: {**operation, "http": dict(operation.get("http", {}))}
            for name, operation in model["operations"].items()
        }
        return {**model, "operations": operations}


# ~/.aws/models could replace the models that the tests are about.
LOADER = PristineLoader(
    extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False
)


@dataclass(frozen=True)
class Pagination:
    """How an operation pages, in the words of botocore's paginators-1.json."""

    input_token: tuple[str, ...]
    output_token: tuple[str, ...]
    result_key: tuple[str, ...]
    limit_key: str | None
    more_results: str | None

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> Pagination:
        """Build it from one entry of a paginators file, where one or several may be written."""
        return cls(
            _several(config["input_token"]),
            _several(config["output_token"]),
            _several(config.get("result_key", ())),
            config.get("limit_key"),
            config.get("more_results"),
        )


@dataclass(frozen=True)
class Operation:
    """One operation of one service: `service` and `name` as boto3 spells them."""

    service: str
    name: str
    model: OperationModel
    pagination: Pagination | None

    def __str__(self) -> str:
        return f"{self.service}.{self.name}"

    @property
    def paging(self) -> Pagination:
        """How it pages; ValueError when it does not."""
        if self.pagination is None:
            raise ValueError(f"{self} does not page")
        return self.pagination


@cache
def service_model(service: str) -> ServiceModel:
    """Give the model of a service, loaded once a process."""
    return ServiceModel(LOADER.load_service_model(service, "service-2"), service)


@cache
def operation_names(service: str) -> dict[str, str]:
    """Map `describe_instances` to `DescribeInstances`, for all operations of a service."""
    return {xform_name(name): name for name in service_model(service).operation_names}


@cache
def paginators(service: str) -> dict[str, Any]:
    """Give botocore's paginators of a service by `DescribeInstances`; none is an empty dict."""
    try:
        found = LOADER.load_service_model(service, "paginators-1")
    except DataNotFoundError:
        return {}
    return dict(found["pagination"])


def operation(dotted: str, pagination: Mapping[str, Any] | None = None) -> Operation:
    """Find `ec2.describe_instances`; `pagination` stands in for botocore's own.

    Raises ValueError when there is no such operation, DataNotFoundError when no such service.
    """
    service, _, name = dotted.partition(".")
    names = operation_names(service)
    if name not in names:
        raise ValueError(f"{service} has no operation {name!r}")
    config = pagination or paginators(service).get(names[name])
    return Operation(
        service,
        name,
        service_model(service).operation_model(names[name]),
        Pagination.read(config) if config else None,
    )


def _several(written: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written)
