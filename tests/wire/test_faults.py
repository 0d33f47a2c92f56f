"""Each fault reaches a stock client as what botocore makes of it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ReadTimeoutError,
    ResponseStreamingError,
)
from botocore.parsers import ResponseParserError

from tests.wire import Wire, cut, drip, once, raw, refuse, reset, slow, stall

# One operation a protocol, and a page of it.
PROTOCOLS: dict[str, dict[str, Any]] = {
    "ec2.describe_volumes": {"Volumes": [{"VolumeId": "vol-1"}]},
    "iam.list_users": {"Users": [{"UserName": "ann"}], "IsTruncated": False},
    "s3.list_buckets": {"Buckets": [{"Name": "b"}]},
    "route53.list_hosted_zones": {"HostedZones": [{"Id": "Z1"}], "IsTruncated": False},
    "dynamodb.list_tables": {"TableNames": ["t"]},
    "lambda.list_functions": {"Functions": [{"FunctionName": "f"}]},
    "cloudwatch.list_metrics": {"Metrics": [{"MetricName": "m"}]},
    "sqs.list_queues": {"QueueUrls": ["http://q"]},
}
ONCE = {"total_max_attempts": 1}
XML = ("ec2", "iam", "s3", "route53")

every_protocol = pytest.mark.parametrize("dotted", PROTOCOLS)


def asked(wire: Wire, dotted: str, **config: Any) -> dict[str, Any]:
    """Ask once, without another attempt unless `config` has one, and give the members."""
    service, name = dotted.split(".")
    client = wire.client(service, **{"retries": ONCE, **config})
    answer = getattr(client, name)()
    del answer["ResponseMetadata"]
    return answer


@every_protocol
@pytest.mark.parametrize("status", [400, 403, 503])
def test_a_refusal_has_its_code_message_and_status(wire: Wire, dotted: str, status: int) -> None:
    wire.serve(dotted, [refuse("Odd.Code", "not <you>", status=status)])
    with pytest.raises(ClientError) as caught:
        asked(wire, dotted)
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == ("Odd.Code", "not <you>")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert len(wire.requests) == 1


def test_a_modelled_refusal_is_its_own_exception(wire: Wire) -> None:
    for dotted, code in (
        ("dynamodb.list_tables", "InternalServerError"),
        ("lambda.list_functions", "TooManyRequestsException"),
        ("iam.list_users", "ServiceFailureException"),
        ("cloudwatch.list_metrics", "InternalServiceFault"),
    ):
        wire.serve(dotted, [refuse(code, status=400)])
        with pytest.raises(ClientError) as caught:
            asked(wire, dotted)
        assert caught.value.response["Error"]["Code"] == code


def test_a_former_query_service_tells_its_former_code(wire: Wire) -> None:
    wire.serve("sqs.get_queue_url", [refuse("AWS.SimpleQueueService.NonExistentQueue")])
    client = wire.client("sqs", retries=ONCE)
    with pytest.raises(client.exceptions.QueueDoesNotExist):
        client.get_queue_url(QueueName="q")


@every_protocol
def test_a_refusal_may_hide_in_a_success(wire: Wire, dotted: str) -> None:
    wire.serve(dotted, [refuse("AccessDenied", status=200)])
    try:
        answer = asked(wire, dotted)
    except (ClientError, KeyError) as error:
        # botocore looks into S3's successes, and misses the result of a query protocol.
        assert dotted.startswith(("s3", "iam")), error
    else:
        assert answer == {} or "IsTruncated" not in answer


@every_protocol
def test_a_reset_before_the_response(wire: Wire, dotted: str) -> None:
    wire.serve(dotted, [reset()])
    with pytest.raises(ConnectionClosedError):
        asked(wire, dotted)


@every_protocol
def test_a_reset_in_the_middle_of_the_body(wire: Wire, dotted: str) -> None:
    wire.serve(dotted, [reset(PROTOCOLS[dotted])])
    with pytest.raises((ConnectionClosedError, ResponseStreamingError)):
        asked(wire, dotted)


@every_protocol
def test_a_body_that_is_cut_off(wire: Wire, dotted: str) -> None:
    # botocore does not compare the body with Content-Length, so its parser decides.
    wire.serve(dotted, [cut(PROTOCOLS[dotted])])
    if dotted.startswith((*XML, "cloudwatch")):
        with pytest.raises(ResponseParserError):
            asked(wire, dotted)
    else:
        assert asked(wire, dotted) == {}


@pytest.mark.parametrize(
    ("answer", "lost"),
    [
        (raw(200), ("s3", "dynamodb", "lambda", "sqs", "route53")),
        (raw(204), ("s3", "dynamodb", "lambda", "sqs", "route53")),
        (raw(200, "<html><br>", {"Content-Type": "text/html"}), ("dynamodb", "lambda", "sqs")),
        (raw(200, b"{}"), ("dynamodb", "lambda", "sqs")),
    ],
    ids=["empty", "no content", "html", "no members"],
)
@every_protocol
def test_a_response_that_is_not_the_service(
    wire: Wire, dotted: str, answer: Any, lost: tuple[str, ...]
) -> None:
    wire.serve(dotted, [answer])
    if dotted.startswith(lost):
        assert asked(wire, dotted) == {}
    else:
        with pytest.raises((BotoCoreError, ResponseParserError, TypeError, ValueError)):
            asked(wire, dotted)


def test_headers_and_statuses_may_be_anything(wire: Wire) -> None:
    wire.serve("lambda.list_functions", [raw(499, "{}", {"Content-Length": "2", "X-Own": "1"})])
    with pytest.raises(ClientError) as caught:
        asked(wire, "lambda.list_functions")
    metadata = caught.value.response["ResponseMetadata"]
    assert (metadata["HTTPStatusCode"], metadata["HTTPHeaders"]["x-own"]) == (499, "1")


def test_no_answer_runs_into_the_read_timeout(wire: Wire) -> None:
    wire.serve("ec2.describe_volumes", [stall()])
    with pytest.raises(ReadTimeoutError):
        asked(wire, "ec2.describe_volumes", read_timeout=0.2)


def test_a_stalled_request_does_not_hold_up_the_end() -> None:
    with Wire() as wire:
        wire.serve("ec2.describe_volumes", [stall()])
        with pytest.raises(ReadTimeoutError):
            asked(wire, "ec2.describe_volumes", read_timeout=0.1)
        started = time.monotonic()
    assert time.monotonic() - started < 1


def test_a_slow_answer_and_a_dripping_one_are_whole(wire: Wire) -> None:
    for dotted, output in PROTOCOLS.items():
        started = time.monotonic()
        wire.serve(dotted, [slow(output, 0.02)])
        assert asked(wire, dotted) == output
        wire.serve(dotted, [drip(output, 0.0001)])
        assert asked(wire, dotted) == output
        assert time.monotonic() - started > 0.02


@every_protocol
def test_a_fault_once_is_overcome_by_another_attempt(wire: Wire, dotted: str) -> None:
    output = PROTOCOLS[dotted]
    wire.serve(dotted, [once(reset(), then=once(refuse("Busy", status=503), then=output))])
    twice = {"total_max_attempts": 2}
    service, name = dotted.split(".")
    with pytest.raises(ClientError, match="Busy"):
        asked(wire, dotted, retries=twice, read_timeout=5)
    assert asked(wire, dotted) == output
    assert [request.operation for request in wire.requests] == [name] * 3


def test_a_fault_takes_the_place_of_one_page(wire: Wire) -> None:
    pages = [{"Users": [{"UserName": name}]} for name in "abc"]
    denied = refuse("AccessDenied", status=403)
    wire.serve("iam.list_users", [pages[0], once(denied, then=pages[1]), pages[2]])
    paginator = wire.client("iam").get_paginator("list_users")
    names = paginator.paginate().search("Users[].UserName")
    assert next(names) == "a"
    with pytest.raises(ClientError, match="AccessDenied"):
        next(names)
    assert list(paginator.paginate().search("Users[].UserName")) == ["a", "b", "c"]


def test_a_mistake_in_a_computed_answer_fails_the_test(wire: Wire) -> None:
    wire.serve("sts.get_caller_identity", lambda request: {"Acount": request.region})
    with pytest.raises(ClientError, match="WireError"):
        asked(wire, "sts.get_caller_identity")
    assert "no member 'Acount'" in wire.unexpected.pop()
