"""Each fault reaches a stock client as what botocore makes of it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ReadTimeoutError,
    ResponseStreamingError,
)

from tests.wire import Wire, cut, drip, once, raw, refuse, reset, slow, stall
from tests.wire.cases import cases

# One operation a protocol, and a page of it.
PROTOCOLS: dict[str, dict[str, Any]] = {
    "ec2.describe_volumes": {"Volumes": [{"VolumeId": "vol-1"}]},
    "iam.list_users": {"Users": [{"UserName": "ann"}], "IsTruncated": False},
    "s3.list_buckets": {"Buckets": [{"Name": "b"}]},
    "route53.list_hosted_zones": {"HostedZones": [{"Id": "Z1"}], "IsTruncated": False},
    "dynamodb.list_tables": {"TableNames": ["t"]},
    "lambda.list_functions": {"Functions": [{"FunctionName": "f"}]},
    "sqs.list_queues": {"QueueUrls": ["http://q"]},
    "eventbridgev2.list_event_buses": {"EventBuses": [{"Name": "b"}]},
}
ONCE = {"total_max_attempts": 1}

# What becomes of a body that the protocol's parser cannot read; of any other protocol: "loss".
GARBLED = {
    "ec2.describe_volumes": "ResponseParserError",
    "iam.list_users": "ResponseParserError",
    "route53.list_hosted_zones": "ResponseParserError",
    "s3.list_buckets": "500",
    "eventbridgev2.list_event_buses": "ResponseParserError",
}

every_protocol = pytest.mark.parametrize("dotted", cases(PROTOCOLS))


def asked(wire: Wire, dotted: str, **config: Any) -> dict[str, Any]:
    """Ask once, without another attempt unless `config` has one, and give the members."""
    service, name = dotted.split(".")
    client = wire.client(service, **{"retries": ONCE, **config})
    answer: dict[str, Any] = getattr(client, name)()
    del answer["ResponseMetadata"]
    return answer


def what_botocore_makes_of(wire: Wire, dotted: str) -> str:
    """Ask once, and give the error's code or class, or "loss" for a success without members."""
    try:
        answer = asked(wire, dotted)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    except Exception as error:  # noqa: BLE001 - whatever a parser lets through is the finding
        return type(error).__name__
    return "whole" if answer == PROTOCOLS[dotted] else "loss"


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
        ("iam.list_users", "ServiceFailure"),
        ("sqs.list_queues", "RequestThrottled"),
    ):
        wire.serve(dotted, [refuse(code)])
        with pytest.raises(ClientError) as caught:
            asked(wire, dotted)
        assert type(caught.value) is not ClientError
        assert caught.value.response["Error"]["Code"] == code


def test_a_former_query_service_tells_its_former_code(wire: Wire) -> None:
    wire.serve("sqs.get_queue_url", [refuse("QueueDoesNotExist")])
    client = wire.client("sqs", retries=ONCE)
    with pytest.raises(client.exceptions.QueueDoesNotExist):
        client.get_queue_url(QueueName="q")
    wire.serve("cloudwatch.list_metrics", [refuse("InternalServiceError")])
    client = wire.client("cloudwatch", retries=ONCE)
    with pytest.raises(client.exceptions.InternalServiceFault, match="InternalServiceError"):
        client.list_metrics()


@every_protocol
def test_a_refusal_may_hide_in_a_success(wire: Wire, dotted: str) -> None:
    wire.serve(dotted, [refuse("AccessDenied", status=200)])
    assert what_botocore_makes_of(wire, dotted) == {
        "s3.list_buckets": "AccessDenied",
        "iam.list_users": "KeyError",
    }.get(dotted, "loss")


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
    # botocore does not compare a body with its Content-Length, so the parser decides.
    wire.serve(dotted, [cut(PROTOCOLS[dotted])])
    # Before 1.43.115 it did.
    found = what_botocore_makes_of(wire, dotted)
    assert found in (GARBLED.get(dotted, "loss"), "ConnectionClosedError")


@every_protocol
def test_a_response_without_a_body(wire: Wire, dotted: str) -> None:
    for empty in (raw(200), raw(204)):
        wire.serve(dotted, [empty])
        assert what_botocore_makes_of(wire, dotted) == {
            "ec2.describe_volumes": "ResponseParserError",
            "iam.list_users": "ResponseParserError",
            "eventbridgev2.list_event_buses": "AttributeError",
        }.get(dotted, "loss")


@pytest.mark.parametrize("body", ["<html><br>", "{}"])
@every_protocol
def test_a_body_that_is_not_the_service(wire: Wire, dotted: str, body: str) -> None:
    wire.serve(dotted, [raw(200, body, {"Content-Type": "text/html"})])
    assert what_botocore_makes_of(wire, dotted) == GARBLED.get(dotted, "loss")


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
    dotted, output = "dynamodb.list_tables", {"TableNames": ["t"]}
    for late, least in ((slow(output, 0.1), 0.1), (drip(output, 0.005), 0.005 * len(str(output)))):
        wire.serve(dotted, [late])
        started = time.monotonic()
        assert asked(wire, dotted) == output
        assert time.monotonic() - started >= least


@every_protocol
def test_a_fault_once_is_overcome_by_another_attempt(wire: Wire, dotted: str) -> None:
    output = PROTOCOLS[dotted]
    wire.serve(dotted, [once(reset(), then=once(refuse("Busy", status=503), then=output))])
    twice = {"total_max_attempts": 2}
    _, name = dotted.split(".")
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
