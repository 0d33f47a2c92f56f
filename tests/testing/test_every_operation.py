"""Two pages of every paginated operation are chained by tokens of any shape."""

from __future__ import annotations

import contextlib
import random
from typing import Any

import pytest

from querykit import Query
from querykit.errors import IncompleteError, QueryError, WriteNotAllowedError
from querykit.services import catalog
from querykit.services.operation import Operation, operations
from querykit.services.reads import why_not_read_only
from querykit.testing import StubEngine, pages
from querykit.testing.continuation import put
from tests.wire.samples import Samples, required

QUICK = ("dynamodb", "kendra", "route53", "sqs")


def _page(target: Operation, samples: Samples) -> dict[str, Any]:
    """Make up a page with one element in the list that is paginated."""
    output: dict[str, Any] = {}
    for path in target.paging.result_keys[:1]:
        shape: Any = target.output_shape
        for name in path.split("."):
            shape = shape.members[name]
        if shape.type_name == "list":
            element = samples.value(shape.member, 3) or samples.value(shape.member, 6)
            output = put(output, path, [element])
    inside = target.paging.configuration.get("result_key")
    if isinstance(inside, str) and _document(target, inside):
        output = put(output, inside, [{"a": 1}])
    return output


def _document(target: Operation, path: str) -> bool:
    """Return whether a path leads into a document, whose fields no shape describes."""
    shape: Any = target.output_shape
    for name in path.split("."):
        if getattr(shape, "is_document_type", False):
            return True
        shape = getattr(shape, "members", {}).get(name)
    return False


def _engine(target: Operation) -> StubEngine:
    """Serve two pages; the second token may be read off a field that not every sample has."""
    samples = Samples(random.Random(target.name))
    for _ in range(20):
        with contextlib.suppress(QueryError):
            return pages(target.service, target.method, [_page(target, samples) for _ in range(2)])
    raise AssertionError(f"no pages for {target.service}.{target.method}")


def _calls(target: Operation) -> int:
    """Run a query over two pages, and return how many were called."""
    engine = _engine(target)
    needed = required(target.input_shape)
    parameters = {name: needed[name] for name in needed if name not in target.paging.defaults}
    query = Query(target.service, target.method, parameters, "@", mode="page")
    # Made-up pages may say that they lack something, and made-up statements may write.
    with contextlib.suppress(IncompleteError, WriteNotAllowedError):
        engine.run(query, check=False).to_list()
    return sum(call.operation == target.method for call in engine.calls)


def _check(service: str) -> None:
    for target in operations(service):
        if target.paging.pages and why_not_read_only(target) is None:
            # None where botocore rejects made-up parameters, or asks for an endpoint first.
            assert _calls(target) != 1, f"{service}.{target.method}"


@pytest.mark.parametrize("service", QUICK)
def test_the_second_page_of_an_operation_is_called(service: str) -> None:
    _check(service)


@pytest.mark.slow
@pytest.mark.parametrize("service", catalog.service_names())
def test_the_second_page_of_every_operation_is_called(service: str) -> None:
    _check(service)
