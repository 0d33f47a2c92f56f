"""A success that is not the operation's response is never a page, in any protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.config import Config

from querykit import Bounds, Engine, Result
from querykit.errors import CallError, ForeignResponseError, IncompleteError
from querykit.testing.responses import Response
from tests.wire import Request, Wire, once, page, raw
from tests.wire.cases import cases
from tests.wire.foreign import another, foreign, spoilt
from tests.wire.models import operation

# A query for each protocol, and for payloads; the output of a page; another operation's output.
ASKED: dict[str, tuple[str, dict[str, Any], str, dict[str, Any]]] = {
    "ec2.describe_volumes": (
        "Volumes[].VolumeId",
        {"Volumes": [{"VolumeId": "a"}]},
        "ec2.describe_snapshots",
        {"Snapshots": [{"SnapshotId": "s"}]},
    ),
    "iam.list_users": (
        "Users[].UserName",
        {"Users": [{"UserName": "a"}]},
        "iam.list_roles",
        {"Roles": [], "IsTruncated": False},
    ),
    "s3.list_objects_v2": (
        "Contents[].Key",
        {"Contents": [{"Key": "a"}]},
        "s3.list_parts",
        {"IsTruncated": False, "Bucket": "b"},
    ),
    "route53.list_hosted_zones": (
        "HostedZones[].Id",
        {"HostedZones": [{"Id": "a", "Name": "n", "CallerReference": "c"}]},
        "route53.list_health_checks",
        {"HealthChecks": [], "Marker": "", "IsTruncated": False, "MaxItems": "100"},
    ),
    "cloudfront.list_distributions": (
        "DistributionList.Items[].Id",
        {"DistributionList": {"Items": [{"Id": "a"}], "Quantity": 1}},
        "cloudfront.list_invalidations",
        {"InvalidationList": {"Marker": "", "Quantity": 0}},
    ),
    "logs.describe_log_groups": (
        "logGroups[].logGroupName",
        {"logGroups": [{"logGroupName": "a", "storedBytes": 1}, {"logGroupName": "b"}]},
        "logs.describe_log_streams",
        {"logStreams": [{"logStreamName": "s"}], "nextToken": "t"},
    ),
    "lambda.list_functions": (
        "Functions[].FunctionName",
        {"Functions": [{"FunctionName": "a", "Layers": [{"Arn": "l"}]}]},
        "lambda.list_layers",
        {"Layers": [{"LayerName": "s"}], "NextMarker": "t"},
    ),
    "pinpoint.get_apps": (
        "ApplicationsResponse.Item[].Id",
        {"ApplicationsResponse": {"Item": [{"Id": "a", "Arn": "x", "Name": "n"}]}},
        "pinpoint.get_app",
        {"ApplicationResponse": {"Id": "a", "Arn": "x", "Name": "n"}},
    ),
    "appmesh.describe_mesh": (
        "mesh.meshName",
        {"mesh": {"meshName": "a", "metadata": {"arn": "x"}}},
        "appmesh.list_meshes",
        {"meshes": []},
    ),
    "eventbridgev2.list_event_buses": (
        "EventBuses[].Name",
        {"EventBuses": [{"Name": "a"}]},
        "eventbridgev2.list_event_buses",
        {},
    ),
}
PARAMETERS = {"s3.list_objects_v2": " {Bucket: b}", "appmesh.describe_mesh": " {meshName: a}"}
ONCE = Config(retries={"total_max_attempts": 1})


def question(dotted: str) -> str:
    return f"{dotted}{PARAMETERS.get(dotted, '')} | {ASKED[dotted][0]}"


def strangers(dotted: str, step: int) -> Iterator[tuple[str, Response]]:
    """Every response that is none of the operation's; the output is whole, and has no token."""
    model = operation(dotted).model
    _, output, other, its_output = ASKED[dotted]
    yield from foreign(model)
    yield from spoilt(model, output, step)
    if other != dotted:
        yield "another operation's", another(model, its_output, operation(other).model)


@pytest.mark.parametrize("dotted", cases(ASKED))
@pytest.mark.parametrize("step", [61, pytest.param(1, marks=pytest.mark.slow)])
def test_a_response_that_is_not_the_operations_is_never_a_page(
    wire: Wire, dotted: str, step: int, figure: Callable[[str], None]
) -> None:
    engine = Engine(wire.session, config=ONCE, bounds=Bounds(max_attempts=1))
    # What is not XML, or is an Error, is a 500 to botocore if it comes from S3.
    kind = CallError if dotted.startswith("s3.") else ForeignResponseError
    accepted, tried = [], 0
    for name, response in strangers(dotted, step):
        wire.serve(dotted, [raw(response.status, response.body, response.headers)])
        rows, error = _ended(engine.run(question(dotted)))
        tried += 1
        if rows or not isinstance(error, kind):
            accepted.append((name, rows, error))
    assert accepted == []
    figure(f"foreign responses to {dotted}: {tried} tried, {len(accepted)} accepted")


def _ended(result: Result) -> tuple[list[Any], CallError | None]:
    """The rows of a run, and the error that it ended with."""
    rows: list[Any] = []
    try:
        for row in result:
            rows.append(row)
    except IncompleteError as error:
        found = error.outcomes[0].error
        assert isinstance(found, CallError)
        return rows, found
    return rows, None


@pytest.mark.parametrize("dotted", cases(ASKED))
def test_one_that_comes_once_is_overcome(wire: Wire, dotted: str) -> None:
    engine, output = Engine(wire.session), ASKED[dotted][1]
    expected: list[Any] | None = None
    for name, response in list(strangers(dotted, step=11))[::23]:
        stranger = raw(response.status, response.body, response.headers)
        wire.serve(dotted, [once(stranger, then=output)])
        rows = engine.run(question(dotted)).to_list()
        expected = expected or rows
        assert rows == expected != [], name


NAMED = {
    "logs.describe_log_groups": (
        raw(200, '{"message": "later", "__type": "com.amazonaws.x#ThrottlingException"}'),
        "it is an error: ThrottlingException: later",
        "ThrottlingException",
    ),
    "lambda.list_functions": (
        raw(200, "{}", {"x-amzn-ErrorType": "InternalFailure:http://internal/"}),
        "it is an error: InternalFailure",
        "InternalFailure",
    ),
    "iam.list_users": (
        raw(
            200,
            "<ErrorResponse><Error><Code>Busy</Code><Message>l</Message></Error></ErrorResponse>",
        ),
        "it is an error: Busy: l",
        "Busy",
    ),
    "s3.list_objects_v2": (
        raw(200, "<Fault><faultcode>Server</faultcode><faultstring>broken</faultstring></Fault>"),
        "it is an error: Server: broken",
        "Server",
    ),
    "ec2.describe_volumes": (
        raw(200, "<maintenance/>"),
        "its root element is <maintenance>, not <DescribeVolumesResponse>",
        None,
    ),
    "route53.list_hosted_zones": (
        raw(200, "<html><br></html>"),
        "its body is HTML: '<html><br></html>'",
        None,
    ),
    "eventbridgev2.list_event_buses": (raw(200, "\x1c"), "its body is not CBOR", None),
    "cloudfront.list_distributions": (raw(207, ""), "does not return the status 207", None),
    "pinpoint.get_apps": (
        raw(200, "{}"),
        "its body is an empty object, and it does not have AWS's headers",
        None,
    ),
}


@pytest.mark.parametrize("dotted", NAMED)
def test_the_error_says_what_came_instead(wire: Wire, dotted: str) -> None:
    stranger, what, code = NAMED[dotted]
    wire.serve(dotted, [stranger])
    engine = Engine(wire.session, bounds=Bounds(max_attempts=1))
    with pytest.raises(IncompleteError) as raised:
        engine.run(question(dotted)).to_list()
    error = raised.value.outcomes[0].error
    assert isinstance(error, ForeignResponseError)
    assert what in str(error)
    assert error.code == code
    assert error.page is None


def test_a_part_of_the_content_has_a_status_of_its_own(wire: Wire) -> None:
    size = {"Content-Length": "5", "Content-Range": "bytes 0-4/9"}
    engine = Engine(wire.session, bounds=Bounds(max_attempts=1))
    asked = "s3.head_object {Bucket: b, Key: k} | ContentRange"
    wire.serve("s3.head_object", [raw(206, "", size)])
    assert engine.run(asked).to_list() == ["bytes 0-4/9"]
    wire.serve("s3.head_object", [raw(207, "", size)])
    with pytest.raises(IncompleteError, match="HeadObject does not return the status 207"):
        engine.run(asked).to_list()


EMPTY = raw(200, "{}", {"Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": "r"})
QUEUES = [{"QueueUrls": ["a"]}, {"QueueUrls": ["b"]}]


def test_an_empty_object_with_the_headers_of_the_service_is_nothing(wire: Wire) -> None:
    wire.serve("sqs.list_queues", [EMPTY])
    result = Engine(wire.session, bounds=Bounds(max_attempts=1)).run("sqs.list_queues")
    assert result.to_list() == []
    assert len(wire.requests) == 1


def test_an_empty_object_after_a_token_is_believed_when_it_comes_again(wire: Wire) -> None:
    wire.serve("sqs.list_queues", [QUEUES[0], EMPTY])
    result = Engine(wire.session).run("sqs.list_queues")
    assert result.to_list() == ["a"]
    assert [outcome.status for outcome in result.outcomes] == ["complete"]
    assert [request.token for request in wire.requests] == [None, "token-1", "token-1"]


def test_an_empty_object_after_a_token_hides_no_page(wire: Wire) -> None:
    wire.serve("sqs.list_queues", [QUEUES[0], once(EMPTY, then=QUEUES[1])])
    assert Engine(wire.session).run("sqs.list_queues").to_list() == ["a", "b"]


def test_an_empty_object_without_a_required_field_is_not_nothing(wire: Wire) -> None:
    wire.serve("stepfunctions.list_state_machines", [EMPTY])
    with pytest.raises(IncompleteError) as raised:
        Engine(wire.session).run("stepfunctions.list_state_machines").to_list()
    assert "its body is an empty object, and stateMachines is required" in str(raised.value)


def outcome(wire: Wire, dotted: str, pages: list[Any]) -> tuple[list[Any], str]:
    """The rows and the error of a run that makes one attempt a page."""
    wire.serve(dotted, pages)
    engine = Engine(wire.session, bounds=Bounds(max_attempts=1))
    rows, error = _ended(engine.run(f"{dotted}{PARAMETERS.get(dotted, '')}"))
    return rows, str(error or "")


@pytest.mark.parametrize(
    ("token", "what"),
    [
        ("0", "its field NextMarker is a number, not a string"),
        ("false", "its field NextMarker is a boolean, not a string"),
        ("[]", "its field NextMarker is a list, not a string"),
        ("{}", "its field NextMarker is an object, not a string"),
        ("5", "its field NextMarker is a number, not a string"),
    ],
)
def test_a_token_that_is_no_string_is_not_the_end(wire: Wire, token: str, what: str) -> None:
    body = f'{{"Functions": [], "NextMarker": {token}}}'
    rows, error = outcome(wire, "lambda.list_functions", [raw(200, body)])
    assert rows == []
    assert what in error


@pytest.mark.parametrize("token", ["null", '""'])
def test_no_token_is_the_end(wire: Wire, token: str) -> None:
    body = f'{{"Functions": [{{"FunctionName": "a"}}], "NextMarker": {token}}}'
    rows, error = outcome(wire, "lambda.list_functions", [raw(200, body)])
    assert (rows, error) == ([{"FunctionName": "a"}], "")


MISSPELLED = {
    "logs.describe_log_groups": ('{"logGroups": [], "NextToken": "a"}', "NextToken", "nextToken"),
    "ecs.list_clusters": ('{"ClusterArns": ["a"], "nextToken": ""}', "ClusterArns", "clusterArns"),
    "dynamodb.list_tables": (
        '{"TableNames": ["a"], "lastEvaluatedTableName": "a"}',
        "lastEvaluatedTableName",
        "LastEvaluatedTableName",
    ),
}


@pytest.mark.parametrize("dotted", MISSPELLED)
def test_a_token_or_a_list_in_another_case_is_not_overlooked(wire: Wire, dotted: str) -> None:
    body, name, meant = MISSPELLED[dotted]
    rows, error = outcome(wire, dotted, [raw(200, body)])
    assert rows == []
    assert f"its field {name} should be {meant}" in error


def test_a_token_that_holds_elements_is_not_the_end(wire: Wire) -> None:
    body = (
        "<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances/>"
        "<Marker><x>token</x></Marker></DescribeDBInstancesResult></DescribeDBInstancesResponse>"
    )
    rows, error = outcome(wire, "rds.describe_db_instances", [raw(200, body)])
    assert rows == []
    assert "its <Marker> has elements, not a string" in error


def test_a_list_in_two_elements_is_not_an_empty_one(wire: Wire) -> None:
    item = "<item><volumeId>a</volumeId></item>"
    body = f"<DescribeVolumesResponse><volumeSet>{item}</volumeSet><volumeSet/>"
    rows, error = outcome(
        wire, "ec2.describe_volumes", [raw(200, f"{body}</DescribeVolumesResponse>")]
    )
    assert rows == []
    assert "its field <volumeSet> appears twice with different values" in error


def test_a_field_that_comes_twice_with_one_value_is_that_value(wire: Wire) -> None:
    name = "<volumeId>a</volumeId>"
    body = f"<volumeSet><item>{name}{name}</item></volumeSet>"
    document = f"<DescribeVolumesResponse>{body}</DescribeVolumesResponse>"
    rows, error = outcome(wire, "ec2.describe_volumes", [raw(200, document)])
    assert (rows, error) == ([{"VolumeId": "a"}], "")


STALE = {
    "s3.list_objects_v2": ("Contents", "Key", "ContinuationToken"),
    "route53.list_hosted_zones": ("HostedZones", "Id", "Marker"),
    "cloudfront.list_distributions": ("DistributionList.Items", "Id", "DistributionList.Marker"),
    "efs.describe_file_systems": ("FileSystems", "FileSystemId", "Marker"),
}


def requested(dotted: str, name: str, token: str) -> dict[str, Any]:
    """A page that repeats the token it was requested with."""
    items, key, echo = STALE[dotted]
    page = {items.rpartition(".")[2]: [{key: name}], echo.rpartition(".")[2]: token}
    outside = items.rpartition(".")[0]
    return {outside: page} if outside else page


@pytest.mark.parametrize("dotted", STALE)
def test_the_page_of_another_token_is_not_taken(wire: Wire, dotted: str) -> None:
    items, key, echo = STALE[dotted]
    served = [requested(dotted, f"n{n}", f"token-{n}" if n else "") for n in range(3)]
    question = f"{dotted}{PARAMETERS.get(dotted, '')} | {items}[].{key}"
    wire.serve(dotted, served)
    assert Engine(wire.session).run(question).to_list() == ["n0", "n1", "n2"]
    wire.serve(dotted, [served[0], once(served[2], then=served[1]), served[2]])
    assert Engine(wire.session).run(question).to_list() == ["n0", "n1", "n2"]
    wire.serve(dotted, [served[0], served[2]])
    rows, error = _ended(Engine(wire.session, bounds=Bounds(max_attempts=1)).run(question))
    assert rows == ["n0"]
    assert f"its {echo} is 'token-2', but 'token-1' was sent" in str(error)


def test_a_name_may_be_repeated_in_the_way_that_aws_writes_it(wire: Wire) -> None:
    first = {"IsTruncated": True, "NextDNSName": "b.example", "NextHostedZoneId": "Z2"}
    second = {"IsTruncated": False, "DNSName": "b.example.", "HostedZoneId": "/hostedzone/Z2"}

    def answer(request: Request) -> dict[str, Any]:
        if "DNSName" in request.parameters:
            return {"HostedZones": [{"Id": "Z2"}], **second}
        return {"HostedZones": [{"Id": "Z1"}], **first}

    wire.serve("route53.list_hosted_zones_by_name", answer)
    question = "route53.list_hosted_zones_by_name | HostedZones[].Id"
    assert Engine(wire.session).run(question).to_list() == ["Z1", "Z2"]


NEXT = {"NextKeyMarker": "a b+c/é", "NextVersionIdMarker": "1"}


def test_a_token_that_s3_encodes_is_the_one_that_was_sent(wire: Wire) -> None:
    served: list[Any] = [
        page({"Versions": [{"Key": "a b+c/é", "VersionId": "1"}]}, token=NEXT),
        {"Versions": [{"Key": "d", "VersionId": "2"}], "KeyMarker": "a+b%2Bc/%C3%A9"},
    ]
    wire.serve("s3.list_object_versions", served)
    result = Engine(wire.session).run("s3.list_object_versions {Bucket: b} | Versions[].Key")
    assert result.to_list() == ["a b+c/é", "d"]
