"""What a call needs of a response is enough: without the rest, rows and outcomes are the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.handlers import BUILTIN_HANDLERS

from querykit import Engine, Result, query
from querykit.engine.access import Access
from querykit.engine.answer import answer
from querykit.engine.call import Call
from querykit.engine.clients import Clients
from querykit.engine.run import World
from querykit.errors import IncompleteError
from querykit.expressions import compile
from querykit.result import Outcome
from querykit.services.needs import Needs, needs
from querykit.services.operation import operation
from querykit.services.pagination.signs import Path
from querykit.target import Target
from tests.wire import Wire, pages

USERS = [
    {"UserName": f"user-{n}", "UserId": f"AIDA{n}", "Path": "/", "Tags": [{"Key": "a", "Value": n}]}
    for n in map(str, range(7))
]
OBJECTS = [{"Key": f"a+b %{n}/ä", "Size": n, "StorageClass": "STANDARD"} for n in range(7)]
ITEMS = [{"id": {"S": str(n)}, "deep": {"M": {"n": {"N": str(n)}}}} for n in range(7)]


def _path(text: str) -> Path:
    return tuple(text.replace("[]", ".[]").split("."))


@pytest.mark.parametrize(
    ("dotted", "expression", "paths", "others"),
    [
        (
            "ec2.describe_instances",
            "Reservations[].Instances[?State.Name=='running'].InstanceId",
            "NextToken Reservations[].Instances[].State.Name Reservations[].Instances[].InstanceId",
            "Reservations[].Instances[].State.Code Reservations[].Instances[].Tags "
            "Reservations[].OwnerId",
        ),
        (
            "s3.list_objects_v2",
            "length(Contents)",
            "Contents NextContinuationToken IsTruncated EncodingType CommonPrefixes",
            "Contents[].Key Contents[].Size Prefix CommonPrefixes[].Prefix",
        ),
        ("s3.list_objects", "Contents[].Size", "Contents[].Key NextMarker", "Contents[].ETag"),
        ("iam.list_users", "@", "Users[].Tags[].Key Marker IsTruncated Anything", ""),
        (
            "dynamodb.batch_get_item",
            "Responses.t[].id.S",
            "UnprocessedKeys.t.Keys Responses.t[].id.S",
            "Responses.t[].other Responses.u ConsumedCapacity",
        ),
        (
            "cloudwatch.get_metric_data",
            "length(MetricDataResults)",
            "MetricDataResults[].StatusCode MetricDataResults[].Id NextToken",
            "MetricDataResults[].Values",
        ),
        ("lambda.list_functions", "Functions[0:2].FunctionName", "NextMarker", "Functions[].Role"),
    ],
)
def test_the_fields_that_are_needed(dotted: str, expression: str, paths: str, others: str) -> None:
    service, _, name = dotted.partition(".")
    found = needs(operation(service, name), compile(expression).tree)
    assert [path for path in paths.split() if not found.reads(_path(path))] == []
    assert [path for path in others.split() if found.reads(_path(path))] == []


def test_with_max_items_the_elements_are_compared() -> None:
    target, tree = operation("s3", "list_objects_v2"), compile("length(Contents)").tree
    found = [needs(target, tree, items=items) for items in (False, True)]
    assert [each.reads(_path("Contents[].Key")) for each in found] == [False, True]


def test_the_handlers_of_botocore_that_read_a_response_are_known() -> None:
    """A further one may read a field that needs.py does not name."""
    events = sorted(
        {
            handler[0]
            for handler in BUILTIN_HANDLERS
            if handler[0].startswith(("after-call", "before-parse"))
        }
    )
    assert events == [
        "after-call.cloudformation.GetTemplate",
        "after-call.ec2.GetConsoleOutput",
        "after-call.iam",
        "after-call.s3.GetBucketLocation",
        "after-call.s3.ListObjectVersions",
        "after-call.s3.ListObjects",
        "after-call.s3.ListObjectsV2",
        "after-call.sqs.*",
        "before-parse.s3.*",
        "before-parse.sso-oidc.*",
    ]


class _Sparing(Clients):
    """Clients whose pages have nothing but what is needed."""

    def method(self, call: Call, needs: Needs, *rest: Any) -> Callable[..., dict[str, Any]]:
        stock = super().method(call, needs, *rest)

        def method(**parameters: Any) -> dict[str, Any]:
            page: dict[str, Any] = _kept(stock(**parameters), needs, ())
            return page

        return method


def _kept(value: Any, found: Needs, path: Path) -> Any:
    if isinstance(value, dict):
        names = [name for name in value if found.reads((*path, name))]
        return {name: _kept(value[name], found, (*path, name)) for name in names}
    if isinstance(value, list):
        return [_kept(element, found, (*path, "[]")) for element in value]
    return value


def _rows(clients: Clients, question: str, **settings: Any) -> tuple[list[Any], Outcome]:
    request = Engine(clients.session).plan(query(question), check=False, **settings)
    call = Call(1, Target("us-east-1"), request)
    events = answer(call, World(Access(clients)))
    result = Result(events, lambda: [call.begun], is_one=True, limit=request.limit)
    rows: list[Any] = []
    try:
        for row in result:
            rows.append(row)
    except IncompleteError:
        pass
    return rows, result.outcomes[0]


@pytest.mark.parametrize(
    "expression",
    [
        *("@", "Users", "Users[].UserName", "Users[?Tags[?Key=='a']].UserId | [:3]"),
        *("length(Users)", "sort_by(Users, &UserId)[-1].UserName", "Users[1:4].Path"),
        *("{n: length(Users), last: Users[-1].UserId}", "Users[].Tags[].Value", "keys(@)"),
    ],
)
@pytest.mark.parametrize("settings", [{}, {"max_items": 4}, {"limit": 2}])
def test_without_the_rest_rows_and_outcomes_are_the_same(
    wire: Wire, expression: str, settings: dict[str, int]
) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 3))
    question = f"iam.list_users | {expression}"
    rows, outcome = _rows(Clients(wire.session), question, **settings)
    spared, other = _rows(_Sparing(wire.session), question, **settings)
    assert spared == rows
    assert (other.status, other.pages, other.rows) == (outcome.status, outcome.pages, outcome.rows)
    # The token has the digest of what was taken.
    assert (other.resume_token is None) == (outcome.resume_token is None)
    assert other.partial == outcome.partial


def test_without_the_rest_keys_are_decoded_and_what_is_missing_is_said(wire: Wire) -> None:
    wire.serve("s3.list_objects_v2", pages("Contents", OBJECTS, 3))
    question = "s3.list_objects_v2 {Bucket: b} | Contents[].Key"
    assert _rows(_Sparing(wire.session), question) == _rows(Clients(wire.session), question)
    items = pages("Items", ITEMS, 3)
    wire.serve("dynamodb.scan", items)
    question = "dynamodb.scan {TableName: t} | Items[].deep.M.n.N"
    assert _rows(_Sparing(wire.session), question) == _rows(Clients(wire.session), question)
    found = {"Parameters": [{"Name": "/a", "Value": "1"}], "InvalidParameters": ["/no/such"]}
    wire.serve("ssm.get_parameters", [found])
    question = "ssm.get_parameters {Names: [/a, /no/such]} | Parameters[].Name"
    for clients in (Clients(wire.session), _Sparing(wire.session)):
        rows, outcome = _rows(clients, question)
        assert (rows, outcome.status) == (["/a"], "failed")
        assert 'InvalidParameters contains "/no/such"' in str(outcome.error)
