"""Queries are tested without AWS: pages in, rows out, and what a page cannot be is said."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timezone
from typing import Any

import pytest

import querykit.testing
from querykit import Pagination, Query
from querykit.errors import IncompleteError, QueryError, WriteNotAllowedError
from querykit.testing import SentCall, StubEngine, error, pages

VOLUMES = "ec2.describe_volumes | Volumes[?Size > `100`].VolumeId"
PAGES: list[dict[str, Any]] = [
    {"Volumes": [{"VolumeId": "vol-1", "Size": 8}, {"VolumeId": "vol-2", "Size": 500}]},
    {"Volumes": []},
    {"Volumes": [{"VolumeId": "vol-3", "Size": 1000}]},
]
MOMENT = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)


def test_a_query_runs_over_all_pages() -> None:
    with querykit.testing.pages("ec2", "describe_volumes", PAGES) as engine:
        assert engine.run(VOLUMES).to_list() == ["vol-2", "vol-3"]


@pytest.mark.parametrize(
    ("query", "served", "rows"),
    [
        (
            "ec2.describe_key_pairs | KeyPairs[].KeyName",
            [{"KeyPairs": [{"KeyName": "a&<é"}]}],
            ["a&<é"],
        ),
        (
            "iam.list_roles | Roles[].AssumeRolePolicyDocument.Statement[].Effect",
            [
                {"Roles": [{"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow"}]}}]},
                {"Roles": [{"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Deny"}]}}]},
            ],
            ["Allow", "Deny"],
        ),
        (
            "s3.list_objects_v2 {Bucket: b} | Contents[].[Key, Size]",
            [
                {"Contents": [{"Key": "a+b %2F", "Size": 1}], "EncodingType": "url"},
                {"Contents": [{"Key": "c", "Size": 2}]},
            ],
            [["a+b %2F", 1], ["c", 2]],
        ),
        (
            "dynamodb.scan {TableName: t} | Items[].id.S",
            [{"Items": [{"id": {"S": "1"}}]}, {"Items": [{"id": {"S": "2"}}]}],
            ["1", "2"],
        ),
        (
            "lambda.list_functions | Functions[].[FunctionName, Timeout]",
            [{"Functions": [{"FunctionName": "f", "Timeout": 3}]}, {"Functions": []}],
            [["f", 3]],
        ),
        (
            "iam.list_users | Users[].CreateDate",
            [{"Users": [{"CreateDate": MOMENT}, {"CreateDate": "2026-11-20T13:00:00Z"}]}],
            ["2026-11-20T12:00:00+00:00", "2026-11-20T13:00:00+00:00"],
        ),
        ("ec2.describe_regions | length(Regions)", [{"Regions": [{"RegionName": "r"}]}], [1]),
        (
            "logs.get_log_events {logGroupName: g, logStreamName: s} | events[].message",
            [{"events": [{"message": "1"}]}, {"events": [{"message": "2"}]}],
            ["1", "2"],
        ),
        (  # a bearer token in place of a signature
            "codecatalyst.list_spaces | items[].name",
            [{"items": [{"name": "a", "regionName": "r"}]}],
            ["a"],
        ),
        (  # pages that the caller numbers
            "kendra.query {IndexId: '0123456789012345678901234567890123456'} | ResultItems[].Id",
            [{"ResultItems": [{"Id": "1"}]}, {"ResultItems": [{"Id": "2"}]}],
            ["1", "2"],
        ),
        (  # tokens that are read off the last element
            "s3.list_objects {Bucket: b} | Contents[].Key",
            [{"Contents": [{"Key": "a"}]}, {"Contents": [{"Key": "b"}]}, {"Contents": []}],
            ["a", "b"],
        ),
    ],
)
def test_pages_of_any_protocol_come_back(
    query: str, served: list[dict[str, Any]], rows: list[Any]
) -> None:
    service, _, rest = query.partition(".")
    with pages(service, rest.split()[0], served) as engine:
        assert engine.run(query).to_list() == rows


def test_a_response_as_boto3_returned_it_is_a_page() -> None:
    recorded = {
        "Users": [{"UserName": "ann", "Path": "/"}],
        "IsTruncated": False,
        "ResponseMetadata": {"RequestId": "1-2-3", "HTTPStatusCode": 200, "RetryAttempts": 0},
    }
    with pages("iam", "list-users", [recorded]) as engine:
        assert engine.run("iam.list_users | Users[].UserName").to_list() == ["ann"]


def test_a_test_sees_what_was_sent() -> None:
    with pages("ec2", "DescribeVolumes", PAGES) as engine:
        engine.run("ec2.describe_volumes {VolumeIds: [vol-1]} | Volumes[]").to_list()
    sent = {"VolumeIds": ["vol-1"]}
    assert engine.calls == [
        SentCall("ec2", "describe_volumes", sent),
        SentCall("ec2", "describe_volumes", {**sent, "NextToken": "token-1"}),
        SentCall("ec2", "describe_volumes", {**sent, "NextToken": "token-2"}),
    ]


def test_pages_are_called_as_rows_are_taken() -> None:
    with pages("ec2", "describe_volumes", PAGES) as engine:
        assert next(engine.run("ec2.describe_volumes | Volumes[].VolumeId")) == "vol-1"
        assert len(engine.calls) == 1


def test_an_error_in_place_of_a_page_makes_the_result_incomplete() -> None:
    served: list[querykit.testing.Page] = [
        PAGES[0],
        error("UnauthorizedOperation", "You are not authorized."),
        PAGES[2],
    ]
    rows: list[Any] = []
    with pages("ec2", "describe_volumes", served) as engine:
        result = engine.run(VOLUMES)
        with pytest.raises(IncompleteError, match=r"after 1 page and 1 row: .*not authorized"):
            rows.extend(result)
    assert rows == ["vol-2"]
    assert [outcome.status for outcome in result.outcomes] == ["failed"]
    assert len(engine.calls) == 2


def test_a_run_that_stopped_is_resumed() -> None:
    with pages("ec2", "describe_volumes", PAGES) as engine:
        first = engine.run(VOLUMES, limit=1)
        assert first.to_list() == ["vol-2"]
        token = first.outcomes[0].resume_token
        assert engine.run(VOLUMES, starting_token=token).to_list() == ["vol-3"]


def test_several_operations_are_served_and_one_is_served_anew() -> None:
    engine = StubEngine()
    engine.serve("iam", "list_users", [{"Users": [{"UserName": "ann"}]}])
    engine.serve("ec2", "describe_volumes", PAGES)
    assert engine.run("iam.list_users | Users[].UserName").to_list() == ["ann"]
    engine.serve("iam", "list_users", [{"Users": [{"UserName": "bob"}]}])
    assert engine.run("iam.list_users | Users[].UserName").to_list() == ["bob"]
    assert engine.run(VOLUMES).to_list() == ["vol-2", "vol-3"]


def test_an_operation_without_pages_is_incomplete_and_says_so() -> None:
    with (
        pages("ec2", "describe_volumes", PAGES) as engine,
        pytest.raises(IncompleteError) as caught,
    ):
        engine.run("iam.list_users").to_list()
    assert "the test serves no pages for iam.list_users" in str(caught.value)


def test_a_token_of_no_page_is_refused_as_by_aws() -> None:
    query = Query("iam", "list_users", pagination=Pagination(starting_token="old"))
    with (
        pages("iam", "list_users", [{"Users": []}]) as engine,
        pytest.raises(IncompleteError) as caught,
    ):
        engine.run(query).to_list()
    assert "InvalidNextToken: no page was served for the token 'old'" in str(caught.value)


def test_a_page_may_say_by_itself_that_there_is_more() -> None:
    cut = {"Users": [{"UserName": "ann"}], "IsTruncated": True, "Marker": "m"}
    with pages("iam", "list_users", [cut]) as engine, pytest.raises(IncompleteError):
        engine.run("iam.list_users").to_list()
    assert [call.parameters for call in engine.calls] == [{}, {"Marker": "m"}]


def test_a_write_operation_is_rejected_as_against_aws() -> None:
    query = Query("ec2", "delete_volume", {"VolumeId": "vol-1"}, "@", writes=True)
    with pages("ec2", "delete_volume", [{}]) as engine, pytest.raises(WriteNotAllowedError):
        engine.run(query)
    allowed = StubEngine(allow_writes=True)
    allowed.serve("ec2", "delete_volume", [{}])
    allowed.run(query, check=False).to_list()
    assert [call.parameters for call in allowed.calls] == [{"VolumeId": "vol-1"}]


@pytest.mark.parametrize(
    ("service", "operation", "served", "message"),
    [
        (
            "ec2",
            "describe_volumes",
            [{"Volumes": []}, {"Volumes": [{"Sise": 8}, {"Size": "8"}], "nextToken": "t"}],
            "error: page 2: Volumes[0] (Volume) has no field 'Sise'\n"
            "  did you mean 'Size'?\n"
            "error: page 2: Volumes[1].Size must be an integer, not the string '8'\n"
            "error: page 2: the response (DescribeVolumesResult) has no field 'nextToken'\n"
            "  did you mean 'NextToken'?",
        ),
        (
            "ec2",
            "describe_volumes",
            [{"Volumes": {"VolumeId": "vol-1"}}],
            "error: page 1: Volumes must be a list, not an object",
        ),
        (
            "ec2",
            "describe_volumes",
            [
                {
                    "Volumes": [
                        {"Encrypted": "true", "CreateTime": "noon", "Size": True, "Tags": None}
                    ]
                }
            ],
            "error: page 1: Volumes[0].Encrypted must be a boolean, not the string 'true'\n"
            "error: page 1: Volumes[0].CreateTime must be a timestamp, not the string 'noon'\n"
            "error: page 1: Volumes[0].Size must be an integer, not True\n"
            "error: page 1: Volumes[0].Tags is None\n"
            "  AWS omits fields without a value",
        ),
        (
            "amp",
            "list_scrapers",
            [{"scrapers": [{"source": {}}, {"source": "eks"}]}],
            "error: page 1: scrapers[0].source must have exactly one field (a union), not none\n"
            "error: page 1: scrapers[1].source must be an object, not the string 'eks'",
        ),
        (
            "ec2",
            "describe_regions",
            [{}, {}],
            "error: ec2.describe_regions is not paginated: serve one page",
        ),
        (
            "ec2",
            "describe_volumes",
            [],
            "error: ec2.describe_volumes has no page\n  serve at least one, such as {}",
        ),
        (
            "ec2",
            "describe_volumes",
            {"Volumes": []},
            "error: the pages of ec2.describe_volumes must be a list of responses, not an object\n"
            "  put a single page into a list",
        ),
        (
            "ec2",
            "describe_volumes",
            [{}, [], None, "denied"],
            "error: page 2 must be an object or an error, not a list\n"
            "error: page 3 must be an object or an error, not None\n"
            "error: page 4 must be an object or an error, not the string 'denied'",
        ),
        (
            "ec2",
            "describe_volume",
            [{}],
            "error: ec2 has no operation 'describe_volume'\n  did you mean 'describe_volumes'?",
        ),
        ("ec2", "delete_volume", [{"Volume": 1}], "error: page 1: the response must be empty"),
    ],
)
def test_what_an_operation_cannot_return_is_an_error(
    service: str, operation: str, served: Any, message: str
) -> None:
    with pytest.raises(QueryError) as caught:
        pages(service, operation, served)
    assert str(caught.value) == message


def test_no_configuration_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_PROFILE": "nobody",
        "AWS_ENDPOINT_URL": "nowhere",
        "AWS_REGION": "moon-1",
        "AWS_MAX_ATTEMPTS": "many",
        "HTTPS_PROXY": "none",
        "AWS_CA_BUNDLE": "/none",
    }.items():
        monkeypatch.setenv(name, value)
    with pages("ec2", "describe_volumes", PAGES, region="eu-central-1") as engine:
        assert engine.region == "eu-central-1"
        assert engine.run(VOLUMES).to_list() == ["vol-2", "vol-3"]


def test_only_what_querykit_needs_is_imported() -> None:
    program = (
        "import sys, querykit.testing as testing\n"
        "engine = testing.pages('iam', 'list_users', [{'Users': [{'UserName': 'ann'}]}])\n"
        "assert engine.run('iam.list_users | Users[].UserName').to_list() == ['ann']\n"
        "assert not {'pytest', 'moto', '_pytest'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
