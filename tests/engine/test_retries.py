"""A failure that passes costs a moment, and no row; one that stays says how often it came."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config

from querykit import Bounds, Engine
from querykit.engine.attempts import Attempts, Backoff
from querykit.errors import (
    AccessDeniedError,
    CallError,
    ForeignResponseError,
    IncompleteError,
    ThrottledError,
    UnreachableError,
)
from querykit.services.operation import operation
from tests.wire import Request, Wire, cut, drip, once, raw, refuse, reset, stall
from tests.wire.cases import cases

# A paginated operation of each protocol, its list, and what an element is made of.
PROTOCOLS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "ec2.describe_volumes": ("Volumes", lambda name: {"VolumeId": name}),
    "iam.list_users": ("Users", lambda name: {"UserName": name}),
    "route53.list_hosted_zones": ("HostedZones", lambda name: {"Id": name}),
    "s3.list_objects_v2": ("Contents", lambda name: {"Key": name}),
    "logs.describe_log_groups": ("logGroups", lambda name: {"logGroupName": name}),
    "dynamodb.list_tables": ("TableNames", str),
    "lambda.list_functions": ("Functions", lambda name: {"FunctionName": name}),
    "eventbridgev2.list_event_buses": ("EventBuses", lambda name: {"Name": name}),
}
HTML = {"Content-Type": "text/html"}
BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><hr>nginx<br></body></html>"

XHTML = '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Sign in</p></body></html>'

# What comes in the place of the third of five pages, or what makes it of that page.
FAULTS: dict[str, Any] = {
    "throttled": refuse("ThrottlingException", "Rate exceeded", status=400),
    "slow down": refuse("SlowDown", "Reduce your request rate", status=503),
    "429 without a body": raw(429),
    "429 with HTML": raw(429, BAD_GATEWAY, HTML),
    "500": refuse("InternalFailure", "", status=500),
    "500 without a body": raw(500),
    "502 with HTML": raw(502, BAD_GATEWAY, HTML),
    "502 with text": raw(502, "upstream connect error", {"Content-Type": "text/plain"}),
    "503": refuse("ServiceUnavailable", "", status=503),
    "504 without a body": raw(504),
    "a reset before the response": reset(),
    "a reset in the middle of the body": reset,
    "a body that is cut in the middle": cut,
    "a body that lacks its last byte": lambda page: cut(page, kept=0.999),
    "an announced body that does not come": lambda page: cut(page, kept=0),
    "an empty 200": raw(200),
    "a 204": raw(204),
    "HTML with 200": raw(200, BAD_GATEWAY, HTML),
    "XHTML with 200": raw(200, XHTML, HTML),
    "truncated JSON with 200": raw(200, '{"logGroups": [{"logGroupName": "a"}'),
    "an error document with 200": refuse("InternalFailure", "", status=200),
    "a denial with 200": refuse("AccessDenied", "", status=200),
    "an empty object with 200": raw(200, "{}", {"Content-Type": "application/json"}),
    "a message with 200": raw(200, '{"message": "Endpoint request timed out"}'),
}
# These are cut by a deadline, and take as long.
LATE: dict[str, Any] = {
    "no response at all": stall(),
    "a byte now and then": lambda page: drip(page, 0.1),
}
SOON = Bounds(page_timeout=0.4)


def served(dotted: str, fault: Any = None, *, always: bool = False) -> list[Any]:
    """Five pages with four elements each, the third with a fault: once, or always."""
    member, element = PROTOCOLS[dotted]
    pages: list[Any] = [
        {member: [element(f"row-{4 * number + each}") for each in range(4)]} for number in range(5)
    ]
    if dotted == "s3.list_objects_v2":
        pages = [{"Name": "b", "KeyCount": 4, **page} for page in pages]
    if fault:
        third = fault(pages[2]) if callable(fault) else fault
        pages[2] = third if always else once(third, then=pages[2])
    return pages


def query_of(dotted: str) -> str:
    parameters = " {Bucket: b}" if dotted == "s3.list_objects_v2" else ""
    return f"{dotted}{parameters} | {PROTOCOLS[dotted][0]}[]"


def rows_of(dotted: str) -> list[Any]:
    return [PROTOCOLS[dotted][1](f"row-{number}") for number in range(20)]


every_protocol = pytest.mark.parametrize("dotted", cases(PROTOCOLS))


@every_protocol
def test_a_failure_that_comes_once_loses_no_row(
    wire: Wire, dotted: str, figure: Callable[[str], None]
) -> None:
    engine = Engine(wire.session)
    lost, retried = 0, 0
    for name, fault in FAULTS.items():
        wire.serve(dotted, served(dotted, fault))
        result = engine.run(query_of(dotted))
        rows = result.to_list()
        lost += 20 - len(rows)
        assert rows == rows_of(dotted), name
        assert [outcome.status for outcome in result.outcomes] == ["complete"]
        assert result.retries == 1, name
        retried += 1
    figure(f"faults once, {dotted}: {len(FAULTS)} tried, {retried} completed after a retry, "
           f"{lost} rows lost")  # fmt: skip


@pytest.mark.parametrize("dotted", ["iam.list_users", "logs.describe_log_groups"])
def test_a_response_that_is_late_once_loses_no_row(
    wire: Wire, dotted: str, figure: Callable[[str], None]
) -> None:
    engine = Engine(wire.session, bounds=SOON)
    for name, fault in LATE.items():
        wire.serve(dotted, served(dotted, fault))
        result = engine.run(query_of(dotted))
        assert result.to_list() == rows_of(dotted), name
        assert result.retries == 1, name
    figure(f"late responses, {dotted}: {len(LATE)} tried, 0 rows lost")


@pytest.mark.slow
@every_protocol
def test_a_failure_that_stays_keeps_the_rows_and_the_token(
    wire: Wire, dotted: str, figure: Callable[[str], None]
) -> None:
    engine = Engine(wire.session, bounds=SOON)
    for name, fault in {**FAULTS, **LATE}.items():
        wire.serve(dotted, served(dotted, fault, always=True))
        result = engine.run(query_of(dotted))
        with pytest.raises(IncompleteError) as raised:
            result.to_list()
        [outcome] = raised.value.outcomes
        assert (outcome.status, outcome.pages, outcome.rows) == ("failed", 2, 8), name
        assert "(after 5 attempts)" in str(raised.value), name
        assert result.retries == 4, name
        wire.serve(dotted, served(dotted))
        rest = engine.run(query_of(dotted), starting_token=outcome.resume_token)
        assert rest.to_list() == rows_of(dotted)[8:], name
    figure(f"faults always, {dotted}: {len(FAULTS) + len(LATE)} tried, all incomplete, 0 rows lost")


LOG_GROUPS = "logs.describe_log_groups"


def ended(result: Any) -> tuple[list[Any], CallError]:
    """The rows of a run that fails, and why it failed."""
    rows: list[Any] = []
    with pytest.raises(IncompleteError) as raised:
        rows.extend(iter(lambda: next(result), object()))
    [outcome] = raised.value.outcomes
    assert isinstance(outcome.error, CallError)
    return rows, outcome.error


@pytest.mark.parametrize(
    ("fault", "kind", "message"),
    [
        (
            refuse("ThrottlingException", "Rate exceeded", status=400),
            ThrottledError,
            "AWS returned ThrottlingException: Rate exceeded (after 5 attempts)",
        ),
        (
            raw(200, b"<html></html>", HTML),
            ForeignResponseError,
            "its body is HTML: '<html></html>' (after 5 attempts)",
        ),
        (
            reset(),
            UnreachableError,
            "Connection was closed before we received a valid response from endpoint URL",
        ),
    ],
)
def test_a_failure_that_stays_says_how_often_it_was_tried(
    wire: Wire, fault: Any, kind: type[CallError], message: str
) -> None:
    wire.serve(LOG_GROUPS, [fault])
    _, error = ended(Engine(wire.session).run(LOG_GROUPS))
    assert type(error) is kind
    assert message in str(error)
    assert "(after 5 attempts)" in str(error)
    assert len(wire.requests) == 5


@pytest.mark.parametrize(
    ("dotted", "kind"), [("iam.list_users", ThrottledError), ("ec2.describe_volumes", CallError)]
)
def test_an_error_with_a_body_that_is_not_xml_has_its_status_for_a_code(
    wire: Wire, dotted: str, kind: type[CallError]
) -> None:
    status = 429 if kind is ThrottledError else 502
    wire.serve(dotted, [raw(status, BAD_GATEWAY, HTML)])
    _, error = ended(Engine(wire.session, bounds=Bounds(max_attempts=2)).run(dotted))
    assert (type(error), error.code) == (kind, str(status))


@pytest.mark.parametrize(
    "fault",
    [
        refuse("AccessDeniedException", status=403),
        refuse("ValidationException", status=400),
        refuse("InvalidParameterException", status=400),
        refuse("UnrecognizedClientException", status=400),
        refuse("ExpiredTokenException", status=400),
        refuse("ExpiredNextTokenException", status=400),
        raw(403, "<html>blocked<br>", HTML),
        raw(501),
    ],
)
def test_a_failure_that_would_come_again_is_not_retried(wire: Wire, fault: Any) -> None:
    wire.serve(LOG_GROUPS, [fault])
    result = Engine(wire.session).run(LOG_GROUPS)
    _, error = ended(result)
    assert (len(wire.requests), result.retries) == (1, 0)
    assert "attempts" not in str(error)


def test_a_denial_that_ec2_hides_in_html_is_a_denial(wire: Wire) -> None:
    wire.serve("ec2.describe_volumes", [raw(403, "<html>blocked<br>", HTML)])
    _, error = ended(Engine(wire.session).run("ec2.describe_volumes"))
    assert (type(error), error.code, len(wire.requests)) == (AccessDeniedError, "403", 1)


# Attempts: the run's own, the query's, the engine's, then botocore's configuration.


@pytest.mark.parametrize(
    ("engine", "run", "environment", "attempts"),
    [
        ({}, {}, {}, 5),
        ({}, {}, {"AWS_MAX_ATTEMPTS": "2"}, 2),
        ({"config": Config(retries={"total_max_attempts": 3})}, {}, {"AWS_MAX_ATTEMPTS": "2"}, 3),
        ({"config": Config(retries={"max_attempts": 3})}, {}, {}, 4),
        ({"config": Config(retries={"mode": "adaptive"})}, {}, {"AWS_MAX_ATTEMPTS": "2"}, 2),
        ({"config": Config(retries={"mode": "legacy"})}, {}, {}, 5),
        ({"bounds": Bounds(max_attempts=4)}, {}, {"AWS_MAX_ATTEMPTS": "2"}, 4),
        ({"bounds": Bounds(max_attempts=4)}, {"bounds": Bounds(max_attempts=6)}, {}, 6),
        ({"bounds": Bounds(max_attempts=1)}, {}, {}, 1),
    ],
)
def test_the_number_of_attempts_is_what_says_it_first(
    wire: Wire,
    monkeypatch: pytest.MonkeyPatch,
    engine: dict[str, Any],
    run: dict[str, Any],
    environment: dict[str, str],
    attempts: int,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    wire.serve("iam.list_users", [refuse("InternalFailure", status=500)])
    session = boto3.Session() if environment else wire.session
    ended(Engine(session, **engine).run("iam.list_users", **run))
    assert len(wire.requests) == attempts


def test_a_long_run_may_be_throttled_as_often_as_it_is_long(
    wire: Wire, figure: Callable[[str], None]
) -> None:
    # botocore's quota for a client is used up by 50 of these; then nothing is retried.
    pages = 120

    def throttled(request: Request) -> Any:
        number = int((request.token or "token-0").rpartition("-")[2])
        asked = sum(each.token == request.token for each in wire.requests)
        if asked <= 2:
            return refuse("ThrottlingException", "Rate exceeded")
        more = {"nextToken": f"token-{number + 1}"} if number + 1 < pages else {}
        return {"logGroups": [{"logGroupName": f"g{number}"}], **more}

    wire.serve(LOG_GROUPS, throttled)
    result = Engine(wire.session).run(f"{LOG_GROUPS} | logGroups[].logGroupName")
    assert result.to_list() == [f"g{number}" for number in range(pages)]
    assert result.retries == 2 * pages
    figure(f"throttled twice on each of {pages} pages: {result.retries} retries, 0 rows lost")


def test_retry_after_is_waited_for(wire: Wire) -> None:
    page = {"logGroups": [{"logGroupName": "a"}]}
    wire.serve(LOG_GROUPS, [once(raw(429, "", {"Retry-After": "1"}), then=page)])
    result = Engine(wire.session).run(LOG_GROUPS)
    begin = time.monotonic()
    result.to_list()
    assert 1 <= time.monotonic() - begin < 2


def test_retry_after_ends_at_the_deadlines(wire: Wire) -> None:
    page = {"logGroups": [{"logGroupName": "a"}]}
    asks = raw(503, "", {"Retry-After": "86400"})
    wire.serve(LOG_GROUPS, [once(asks, then=page)])
    begin = time.monotonic()
    Engine(wire.session, bounds=SOON).run(LOG_GROUPS).to_list()
    assert time.monotonic() - begin < 2
    wire.serve(LOG_GROUPS, [asks])
    _, error = ended(Engine(wire.session, bounds=Bounds(timeout=5)).run(LOG_GROUPS))
    assert time.monotonic() - begin < 4
    assert "the run took longer than 5 seconds; the last attempt: AWS returned 503" in str(error)


def test_a_result_shows_what_it_waits_for(wire: Wire) -> None:
    from threading import Thread

    page = {"logGroups": [{"logGroupName": "a"}]}
    wire.serve(LOG_GROUPS, [once(raw(429, "", {"Retry-After": "1"}), then=page)])
    result = Engine(wire.session).run(LOG_GROUPS)
    assert result.retrying is None
    reading = Thread(target=result.to_list)
    reading.start()
    shown: set[str | None] = set()
    while reading.is_alive():
        shown.add(result.retrying)
        time.sleep(0.01)
    assert shown - {None} == {"throttled, attempt 2 of 5 in 1.0 s"}
    assert (result.retrying, result.retries) == (None, 1)


def test_a_checksum_that_is_wrong_is_retried(wire: Wire) -> None:
    # botocore's own last attempt returns the page all the same.
    page = {"TableNames": ["t"]}
    bad = raw(200, b'{"TableNames":["x"]}', {"x-amz-crc32": "1", "x-amzn-RequestId": "r"})
    wire.serve("dynamodb.list_tables", [once(bad, then=page)])
    assert Engine(wire.session).run("dynamodb.list_tables").to_list() == ["t"]
    wire.serve("dynamodb.list_tables", [bad])
    _, error = ended(Engine(wire.session).run("dynamodb.list_tables"))
    assert "Checksum" in str(error)


def test_a_string_that_is_cut_is_not_taken_for_the_whole_one(wire: Wire) -> None:
    # No parser sees that half of it is missing: only its announced length says so.
    policy = '{"Version": "2012-10-17", "Statement": []}'
    page = {"Policy": policy}
    wire.serve("s3.get_bucket_policy", [once(cut(page), then=page)])
    query = "s3.get_bucket_policy {Bucket: b} | Policy"
    assert Engine(wire.session).run(query).to_list() == [policy]
    wire.serve("s3.get_bucket_policy", [cut(page)])
    rows, error = ended(Engine(wire.session).run(query))
    assert rows == []
    # The first is of botocore 1.44, the second of those before it.
    assert re.search(
        r"21 read, but total bytes expected is 42|was closed before we received", str(error)
    )


@pytest.mark.usefixtures("wire")
@pytest.mark.parametrize(
    ("responses", "attempts", "believed"),
    [
        (["{}", "{}"], 5, True),
        (["html", "{}", "html", "{}"], 5, True),
        (["{}", "page"], 5, False),
        (["{}", "html", "html", "html", "html"], 5, None),
        (["{}"], 1, None),
    ],
)
def test_an_empty_object_is_believed_when_it_comes_again(
    responses: list[str], attempts: int, believed: bool | None
) -> None:
    empty: dict[str, Any] = {"ResponseMetadata": {"HTTPStatusCode": 200}}
    waiting = iter(responses)

    def method(**_: Any) -> dict[str, Any]:
        response = next(waiting)
        if response == "page":
            return {"Users": []}
        raise ForeignResponseError(response, page=empty if response == "{}" else None)

    made = Attempts(method, operation("iam", "list_users").model, Bounds(max_attempts=attempts))
    if believed is None:
        with pytest.raises(ForeignResponseError):
            made()
    else:
        assert made() == (empty if believed else {"Users": []})
    assert next(waiting, None) is None


@pytest.mark.parametrize(("kind", "first"), [("throttled", 1.0), ("failing", 0.25)])
def test_the_time_to_wait_doubles_up_to_the_longest(kind: Any, first: float) -> None:
    backoff = Backoff(throttled=1.0, failing=0.25, longest=20.0)
    for failed, times in enumerate((1, 2, 4, 8, 16, 32, 64, 128), 1):
        longest = min(20.0, first * times)
        waits = [backoff.seconds(kind, failed) for _ in range(300)]
        assert 0 <= min(waits) < longest / 10 < longest * 0.9 < max(waits) <= longest
