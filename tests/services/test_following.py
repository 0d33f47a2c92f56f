"""Every operation that is paged by its shapes gives the rows of all its pages, each once.

The real serializer and parser and a server that answers with three pages prove it: over some
services here, over all of them in the long form.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from botocore.paginate import Paginator

from querykit import Engine, Query
from querykit.services import catalog
from querykit.services.operation import Operation, operation, operations
from querykit.services.reads import why_not_read_only
from querykit.testing.continuation import put
from tests.wire import Wire
from tests.wire.samples import START, required

SOME = (
    *("amplify", "apigateway", "cognito-idp", "docdb", "dynamodb", "dynamodbstreams", "firehose"),
    *("iam", "kinesis", "kms", "route53", "s3", "s3control", "ssm", "waf"),
)
# Who asks counts the pages, or the parameters themselves are the token: they have their own cases.
APART = (
    *("kendra.query", "kendra.retrieve", "neptunedata.get_loader_job_status"),
    *("cloudsearchdomain.search", "dynamodb.batch_get_item"),
)
PAGES, ITEMS = 3, 2


def _inferred(services: tuple[str, ...]) -> Iterator[Operation]:
    for service in services:
        for found in operations(service):
            known = found.paging.kind == "inferred" and why_not_read_only(found) is None
            if known and f"{service}.{found.method}" not in APART:
                yield found


@pytest.mark.parametrize("service", SOME)
def test_all_rows_of_all_pages_come_once(wire: Wire, service: str) -> None:
    for found in _inferred((service,)):
        _follow(wire, found)


@pytest.mark.slow
@pytest.mark.parametrize("service", catalog.service_names())
def test_all_rows_of_all_pages_come_once_in_every_service(wire: Wire, service: str) -> None:
    for found in _inferred((service,)):
        _follow(wire, found)


def _follow(wire: Wire, found: Operation) -> None:
    name = f"{found.service}.{found.method}"
    numbers = itertools.count()
    pages = [_page(found, numbers) for _ in range(PAGES)]
    wire.serve(name, pages, pagination=found.paging.configuration)
    if found.model.endpoint_discovery:
        here = {"Address": wire.endpoint_url, "CachePeriodInMinutes": 9}
        wire.serve(f"{found.service}.describe_endpoints", [{"Endpoints": [here]}])
    parameters = {**required(found.input_shape), **found.paging.defaults}
    for path in found.paging.result_keys:
        expected = [item for page in pages for item in _at(page, path)]
        query = Query(found.service, found.method, parameters, expression=path)
        assert _told(Engine(wire.session).run(query, check=False).to_list()) == _told(expected), (
            name
        )
        assert _botocore(wire, found, parameters, path) == expected, name
    wire.requests.clear()
    everything = Query(found.service, found.method, parameters)
    Engine(wire.session).run(everything, check=False).to_list()
    # A page without anything is asked for once more, with the same token.
    asked = {str(request.token) for request in wire.requests if request.operation == found.method}
    assert len(asked) == PAGES, name


def _told(items: list[Any]) -> list[Any]:
    """Items with their moments as querykit has them, in text."""
    return [item.isoformat() if isinstance(item, datetime) else item for item in items]


def _botocore(wire: Wire, found: Operation, parameters: dict[str, Any], path: str) -> list[Any]:
    """The rows as botocore's own PageIterator has them, with nothing but the configuration."""
    method = getattr(wire.client(found.service), found.method)
    paginator: Paginator[Any] = Paginator(method, dict(found.paging.configuration), found.model)
    return [row for row in paginator.paginate(**parameters).search(path) if row is not None]


def _page(found: Operation, numbers: Iterator[int]) -> dict[str, Any]:
    # A page without lists has what is always there, or it would be nobody's.
    page = {} if found.paging.result_keys else required(found.output_shape)
    unions = set()
    for path in found.paging.result_keys:
        above, shape = "", cast(Any, found.output_shape)
        for name in path.split("."):
            union = shape.is_tagged_union and above
            shape, above = shape.members[name], f"{above}.{name}"
        if union and union in unions:  # it has one member at a time
            continue
        unions.add(union)
        page = put(page, path, [_item(shape.member, next(numbers)) for _ in range(ITEMS)])
    return page


def _item(shape: Any, number: int, depth: int = 4) -> Any:
    """A value that is unlike that of any other number, as far as its shape can tell them apart."""
    kind = shape.type_name
    if getattr(shape, "is_document_type", False):
        return {"row": number}
    if kind == "structure":
        return _members(shape, number, depth)
    if kind == "list":
        return [_item(shape.member, number, depth - 1)] if depth else []
    if kind == "map":
        return {"row": _item(shape.value, number, depth - 1)} if depth else {}
    if kind in ("integer", "long"):
        return number
    if kind in ("float", "double"):
        return number + 0.5
    moment = START + timedelta(days=number)
    return {"boolean": False, "blob": b"row", "timestamp": moment}.get(kind, f"row-{number}")


def _members(shape: Any, number: int, depth: int) -> dict[str, Any]:
    # A string may be a flag, such as IsDataPartial: "true" says that something is missing.
    texts = [
        name
        for name, member in shape.members.items()
        if member.type_name == "string" and not name.startswith("Is")
    ]
    others = [name for name in shape.members if name not in texts]
    chosen = (texts or others)[: 1 if shape.is_tagged_union or not texts else 3]
    return {name: _item(shape.members[name], number, depth - 1) for name in chosen if depth}


def _at(page: dict[str, Any], path: str) -> Any:
    found: Any = page
    for name in path.split("."):
        found = found.get(name, {})
    return found or []


def test_what_needs_a_case_of_its_own_is_paged_too() -> None:
    for name in APART:
        assert operation(*name.split(".")).paging.kind == "inferred"
