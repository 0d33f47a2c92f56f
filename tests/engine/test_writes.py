"""No write operation is sent without the consent of the query and of the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from querykit import Engine, Query
from querykit.checks import check
from querykit.definitions import drafts
from querykit.engine.write_guard import guard
from querykit.errors import CheckError, IncompleteError, QuerykitError, WriteNotAllowedError
from querykit.resolved import Resolved
from tests.wire import Wire, once, page, refuse

TERMINATE = "ec2.terminate_instances {InstanceIds: [i-1]}"
DEFINITION = """\
service: ec2
operation: terminate_instances  # querykit: ignore[write-operation]
parameters: {InstanceIds: [i-1]}
"""


def _query(**options: Any) -> Query:
    return Query("ec2", "terminate_instances", {"InstanceIds": ["i-1"]}, **options)


@pytest.fixture
def ec2(wire: Wire) -> Wire:
    wire.serve("ec2.terminate_instances", [{"TerminatingInstances": [{"InstanceId": "i-1"}]}])
    return wire


@pytest.mark.parametrize("allow_writes", [False, True])
@pytest.mark.parametrize("writes", [False, True])
@pytest.mark.parametrize("check", [False, True])
def test_a_write_needs_the_consent_of_its_query_and_of_the_engine(
    ec2: Wire, check: bool, writes: bool, allow_writes: bool
) -> None:
    engine = Engine(ec2.session, allow_writes=allow_writes)
    if writes and allow_writes:
        assert engine.run(_query(writes=True), check=check).to_list()
        assert len(ec2.requests) == 1
        return
    with pytest.raises((CheckError, WriteNotAllowedError)):
        engine.run(_query(writes=writes), check=check).to_list()
    assert not ec2.requests


def test_a_call_that_is_started_by_hand_is_rejected(ec2: Wire) -> None:
    engine = Engine(ec2.session, allow_writes=True)
    with pytest.raises(WriteNotAllowedError) as raised:
        engine.start(engine.plan(TERMINATE, check=False))
    assert str(raised.value) == (
        "error: ec2.terminate_instances is not read-only: its verb is 'terminate'\n"
        "  if that is intended, add 'writes: true' to the definition (Query(writes=True)), and "
        "pass --allow-writes (Engine(allow_writes=True))"
    )
    assert not ec2.requests


def test_a_call_that_claims_to_be_a_read_stops_at_the_wire(ec2: Wire) -> None:
    from dataclasses import replace

    engine = Engine(ec2.session, allow_writes=True)
    call = replace(engine.plan(TERMINATE, check=False), why_write=None)
    with pytest.raises(WriteNotAllowedError, match="terminate_instances"):
        engine.start(call).to_list()
    assert not ec2.requests


def test_a_comment_in_the_file_silences_no_write(tmp_path: Path) -> None:
    file = tmp_path / "q.yaml"
    file.write_text(DEFINITION)
    assert [found.rule for found in check(Resolved(drafts.file(file)))] == [
        "write-operation",
        "unused-silence",
    ]
    file.write_text(DEFINITION + "writes: true  # querykit: ignore[declared-write]\n")
    assert [found.rule for found in check(Resolved(drafts.file(file)))] == [
        "unused-silence",
        "declared-write",
        "unused-silence",
    ]


def test_consent_to_one_operation_is_none_to_another(ec2: Wire) -> None:
    client = ec2.client("ec2")
    guard(client, "RebootInstances")
    with pytest.raises(WriteNotAllowedError):
        client.terminate_instances(InstanceIds=["i-1"])
    streaming = ec2.client("s3")
    guard(streaming)
    with pytest.raises(WriteNotAllowedError, match="is not known to be read-only"):
        streaming.get_object(Bucket="b", Key="k")
    assert not ec2.requests


def test_an_unload_is_a_write(wire: Wire) -> None:
    text = "timestream-query.query {QueryString: $sql} | Rows"
    engine = Engine(wire.session)
    with pytest.raises(QuerykitError, match="runs a statement that is not a SELECT"):
        engine.run(text, {"sql": "UNLOAD (SELECT 1) TO 's3://b'"}, check=False)
    assert engine.plan(text, {"sql": "SELECT 1"}).why_write is None
    with pytest.raises(CheckError, match="write-operation"):
        engine.run(text, {"sql": "UNLOAD (SELECT 1) TO 's3://b'"})
    client = wire.client("timestream-query")
    guard(client)
    with pytest.raises(WriteNotAllowedError):
        client.query(QueryString="UNLOAD (SELECT 1) TO 's3://b'")
    assert not [request for request in wire.requests if request.operation == "query"]


def test_a_write_is_called_once_although_there_are_pages(wire: Wire) -> None:
    wire.serve(
        "dynamodb.execute_statement",
        [page({"Items": [{"id": {"S": "1"}}]}, token="more"), {"Items": []}],
        pagination={
            "input_token": "NextToken",
            "output_token": "NextToken",
            "result_key": "Items",
            "limit_key": "Limit",
        },
    )
    query = Query("dynamodb", "execute_statement", {"Statement": "DELETE"}, "Items[]", writes=True)
    rows = Engine(wire.session, allow_writes=True).run(query)
    assert next(rows) == {"id": {"S": "1"}}
    with pytest.raises(IncompleteError, match="a write operation is called only once"):
        rows.to_list()
    assert len(wire.requests) == 1


def test_a_write_is_not_tried_again(wire: Wire) -> None:
    wire.serve("sqs.purge_queue", [once(refuse("ServiceUnavailable", status=503), then={})])
    query = Query("sqs", "purge_queue", {"QueueUrl": "http://q"}, writes=True)
    with pytest.raises(IncompleteError, match="ServiceUnavailable"):
        Engine(wire.session, allow_writes=True).run(query).to_list()
    assert len(wire.requests) == 1


def test_botocore_may_still_get_a_session_for_a_directory_bucket(wire: Wire) -> None:
    client = wire.client("s3")
    guard(client)
    with pytest.raises(WriteNotAllowedError):
        client.create_session(Bucket="b")
    sessions: list[str] = []

    def sign(**_: Any) -> None:
        if not sessions:
            sessions.append("begun")
            client.create_session(Bucket="b")

    wire.serve("s3.list_buckets", [{"Buckets": []}])
    wire.serve("s3.create_session", [_SESSION])
    client.meta.events.register("before-sign.s3.ListBuckets", sign)
    client.list_buckets()
    assert {request.operation for request in wire.requests} == {"list_buckets", "create_session"}
    with pytest.raises(WriteNotAllowedError):
        client.create_session(Bucket="b")


_SESSION = {
    "Credentials": {
        "AccessKeyId": "A",
        "SecretAccessKey": "S",
        "SessionToken": "T",
        "Expiration": "2030-01-01T00:00:00Z",
    }
}


def test_a_role_is_assumed_for_a_read(wire: Wire, tmp_path: Path, monkeypatch: Any) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile auditor]\nrole_arn = arn:aws:iam::123456789012:role/a\n"
        "credential_source = Environment\nregion = us-east-1\n"
    )
    for name, value in wire.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    wire.serve("sts.assume_role", [_SESSION])
    wire.serve("iam.list_users", [{"Users": []}])
    assert Engine(profile="auditor").run("iam.list_users").to_list() == []
    assert [request.operation for request in wire.requests] == ["assume_role", "list_users"]
