"""Operations that botocore does not page, or pages wrongly, are read to their end."""

from __future__ import annotations

from typing import Any

import pytest

from querykit import Engine
from querykit.errors import IncompleteError, PartialFailureError, QueryError, TruncatedError
from tests.wire import Request, Wire, page, pages

COST = (
    "ce.get_cost_and_usage {TimePeriod: {Start: '2026-01-01', End: '2026-02-01'}, "
    "Granularity: MONTHLY, Metrics: [UnblendedCost]} | ResultsByTime[].TimePeriod.Start"
)


def _incomplete(wire: Wire, question: str) -> tuple[list[Any], IncompleteError]:
    rows: list[Any] = []
    result = Engine(wire.session).run(question)
    with pytest.raises(IncompleteError) as raised:
        rows.extend(iter(lambda: next(result), object()))
    return rows, raised.value


def _sent(wire: Wire, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(request.parameters.get(name) for name in names) for request in wire.requests]


def test_an_operation_without_a_paginator_is_read_to_its_end(wire: Wire) -> None:
    days = [{"TimePeriod": {"Start": f"2026-01-0{day}", "End": "x"}} for day in range(1, 6)]
    wire.serve(
        "ce.get_cost_and_usage",
        pages("ResultsByTime", days, 2),
        pagination={
            "input_token": "NextPageToken",
            "output_token": "NextPageToken",
            "result_key": "ResultsByTime",
        },
    )
    result = Engine(wire.session).run(COST)
    assert result.to_list() == [f"2026-01-0{day}" for day in range(1, 6)]
    assert _sent(wire, "NextPageToken") == [(None,), ("token-1",), ("token-2",)]


def test_an_inferred_operation_goes_on_behind_any_row(wire: Wire) -> None:
    tags = ["a", "b", "c", "d", "e"]
    wire.serve(
        "ce.get_tags",
        pages("Tags", tags, 2),
        pagination={
            "input_token": "NextPageToken",
            "output_token": "NextPageToken",
            "result_key": "Tags",
        },
    )
    engine = Engine(wire.session)
    question = "ce.get_tags {TimePeriod: {Start: '2026-01-01', End: '2026-02-01'}} | Tags[]"
    for taken in range(1, 5):
        first = engine.run(question, limit=taken)
        rows = first.to_list() + engine.run(question, starting_token=first.resume_token).to_list()
        assert rows == tags


def test_queues_are_asked_for_with_a_page_size(wire: Wire) -> None:
    urls = [f"https://sqs/{number}" for number in range(5)]
    wire.serve_items("sqs.list_queues", urls)
    engine = Engine(wire.session)
    assert engine.run("sqs.list_queues").to_list() == urls
    assert engine.run("sqs.list_queues", page_size=2).to_list() == urls
    assert engine.run("sqs.list_queues {MaxResults: 3}").to_list() == urls
    assert [limit for (limit,) in _sent(wire, "MaxResults")] == [1000, 2, 2, 2, 3, 3]


def test_shards_are_asked_for_by_the_token_alone_once_there_is_one(wire: Wire) -> None:
    shards = [{"ShardId": f"s-{n}", "HashKeyRange": {}, "SequenceNumberRange": {}} for n in "abc"]
    wire.serve("kinesis.list_shards", pages("Shards", shards, 1))
    question = "kinesis.list_shards {StreamName: s} | Shards[].ShardId"
    result = Engine(wire.session).run(question)
    assert next(result) == "s-a"
    rest = Engine(wire.session).run(question, starting_token=result.resume_token)
    assert rest.to_list() == ["s-b", "s-c"]
    asked = [("s", None), (None, "token-1"), (None, "token-2")]
    assert _sent(wire, "StreamName", "NextToken") == asked


def test_a_page_size_is_left_out_where_aws_refuses_it(wire: Wire) -> None:
    wire.serve("ec2.describe_instances", [{"Reservations": [{"OwnerId": "1"}]}])
    engine = Engine(wire.session)
    engine.run("ec2.describe_instances {InstanceIds: [i-1]}", page_size=7).to_list()
    engine.run("ec2.describe_instances", page_size=7).to_list()
    assert _sent(wire, "MaxResults") == [(None,), (7,)]


def test_log_events_end_where_the_token_comes_back(wire: Wire) -> None:
    wire.serve(
        "logs.get_log_events",
        [
            page({"events": [{"message": "a"}]}, token="f/1"),
            page({"events": [{"message": "b"}]}, token="f/2"),
            page({"events": []}, token="f/2"),
        ],
        pagination={
            "input_token": "nextToken",
            "output_token": "nextForwardToken",
            "result_key": "events",
        },
    )
    question = "logs.get_log_events {logGroupName: g, logStreamName: s} | events[].message"
    result = Engine(wire.session).run(question)
    assert result.to_list() == ["a", "b"]
    assert [outcome.status for outcome in result.outcomes] == ["complete"]
    asked = [(None, True), ("f/1", True), ("f/2", True)]
    assert _sent(wire, "nextToken", "startFromHead") == asked


def test_log_events_read_from_the_end_are_said_to_be_the_newest_page_alone(wire: Wire) -> None:
    wire.serve("logs.get_log_events", [{"events": [{"message": "z"}]}])
    head = "logs.get_log_events {logGroupName: g, logStreamName: s, startFromHead: false}"
    rows, error = _incomplete(wire, f"{head} | events[].message")
    assert rows == ["z"]
    assert "startFromHead: false returns only the newest page" in str(error)


def test_numbered_pages_are_read_until_one_is_empty(wire: Wire) -> None:
    def answer(request: Request) -> dict[str, Any]:
        number = request.parameters.get("PageNumber", 1)
        return {"ResultItems": [{"Id": f"{number}"}] if number < 4 else []}

    wire.serve("kendra.query", answer)
    question = "kendra.query {IndexId: 0123456789abcdef0123456789abcdef0123, QueryText: x}"
    result = Engine(wire.session).run(f"{question} | ResultItems[].Id")
    assert result.to_list() == ["1", "2", "3"]
    assert [number for (number,) in _sent(wire, "PageNumber")] == [None, 2, 3, 4]


def test_a_search_of_documents_goes_on_to_the_page_without_any(wire: Wire) -> None:
    cursors = ("initial", "c1", "c2")

    def answer(request: Request) -> dict[str, Any]:
        place = cursors.index(request.parameters["cursor"])
        found = [{"id": f"{place}{n}"} for n in "ab"] if place < 2 else []
        cursor = cursors[min(place + 1, 2)]
        return {"hits": {"found": 4, "start": 0, "cursor": cursor, "hit": found}}

    wire.serve("cloudsearchdomain.search", answer)
    result = Engine(wire.session).run("cloudsearchdomain.search {query: x} | hits.hit[].id")
    assert result.to_list() == ["0a", "0b", "1a", "1b"]


def test_keys_that_were_not_processed_are_asked_for_again(wire: Wire) -> None:
    def answer(request: Request) -> dict[str, Any]:
        keys = request.parameters["RequestItems"]["t"]["Keys"]
        left = {"t": {"Keys": keys[1:]}} if keys[1:] else {}
        return {"Responses": {"t": [{"n": keys[0]["n"]}]}, "UnprocessedKeys": left}

    wire.serve("dynamodb.batch_get_item", answer)
    asked = "{RequestItems: {t: {Keys: [{n: {N: '1'}}, {n: {N: '2'}}, {n: {N: '3'}}]}}}"
    question = f"dynamodb.batch_get_item {asked} | Responses.t[].n.N"
    result = Engine(wire.session).run(question)
    assert result.to_list() == ["1", "2", "3"]
    assert result.pages == 3


def test_a_table_whose_name_has_dots_is_one_name(wire: Wire) -> None:
    items = [[{"n": {"N": str(n)}}] for n in range(2)]
    answers = [{"Responses": {"my.table": found, "t": []}} for found in items]

    def answer(request: Request) -> dict[str, Any]:
        number = request.parameters["RequestItems"]["my.table"]["Keys"][0]["n"]["N"]
        left = {"my.table": {"Keys": [{"n": {"N": "1"}}]}} if number == "0" else {}
        return {**answers[int(number)], "UnprocessedKeys": left}

    wire.serve("dynamodb.batch_get_item", answer)
    asked = "{RequestItems: {my.table: {Keys: [{n: {N: '0'}}]}}}"
    engine = Engine(wire.session)
    for rows in ('Responses."my.table"[].n.N', 'Responses | "my.table"[*].n.N'):
        assert engine.run(f"dynamodb.batch_get_item {asked} | {rows}").to_list() == ["0", "1"]


def test_an_offset_begins_at_the_beginning(wire: Wire) -> None:
    def answer(request: Request) -> dict[str, Any]:
        offset = request.parameters["itemOffset"]
        job = {"jobId": f"job-{offset}", "name": "j"}
        more = {"nextItemOffset": offset + 1} if offset < 2 else {}
        return {"jobs": [job], "totalResults": 3, **more}

    wire.serve("deadline.search_jobs", answer)
    farm = "farm-0123456789abcdef0123456789abcdef"
    queue = "queue-0123456789abcdef0123456789abcdef"
    question = f"deadline.search_jobs {{farmId: {farm}, queueIds: [{queue}]}} | jobs[].jobId"
    assert Engine(wire.session).run(question).to_list() == ["job-0", "job-1", "job-2"]


def test_a_token_beside_no_more_is_followed_and_tells_who_was_right(wire: Wire) -> None:
    users = [{"UserName": name, "Path": "/"} for name in "abcd"]
    wire.serve(
        "iam.list_users",
        [
            page({"Users": users[:1]}, token="A", more=False),
            page({"Users": users[1:3]}, token="B", more=False),
            page({"Users": users[3:]}, token="C", more=False),
            page({"Users": []}, token="C", more=False),
        ],
    )
    result = Engine(wire.session).run("iam.list_users | Users[].UserName")
    assert result.to_list() == ["a", "b", "c", "d"]
    assert [outcome.status for outcome in result.outcomes] == ["complete"]


def test_a_token_without_the_flag_beside_it_is_followed(wire: Wire) -> None:
    users = [{"UserName": name, "Path": "/"} for name in "ab"]
    wire.serve(
        "iam.list_users", [page({"Users": users[:1]}, token="A", more=None), {"Users": users[1:]}]
    )
    assert Engine(wire.session).run("iam.list_users | Users[].UserName").to_list() == ["a", "b"]


def test_the_last_key_of_a_bucket_is_no_token(wire: Wire) -> None:
    wire.serve("s3.list_objects", [page({"Contents": [{"Key": "a"}]}, token=None, more=False)])
    assert Engine(wire.session).run("s3.list_objects {Bucket: b} | Contents[].Key").to_list() == [
        "a"
    ]
    assert len(wire.requests) == 1


def test_max_items_cuts_a_map_and_goes_on_behind_it(wire: Wire) -> None:
    usage = [{"items": {"a": [[1, 9]], "b": [[2, 8]]}}, {"items": {"c": [[3, 7]]}}]
    wire.serve("apigateway.get_usage", usage)
    question = "apigateway.get_usage {usagePlanId: p, startDate: x, endDate: y} | keys(items)"
    engine = Engine(wire.session)
    assert engine.run(question).to_list() == ["a", "b", "c"]
    first = engine.run(question, max_items=1)
    assert first.to_list() == ["a"]
    assert first.outcomes[0].partial
    assert engine.run(question, starting_token=first.resume_token).to_list() == ["b", "c"]


def test_an_operation_without_an_end_is_refused(wire: Wire) -> None:
    with pytest.raises(QueryError) as raised:
        Engine(wire.session).run("kinesis.get_records {ShardIterator: i}")
    assert "kinesis.get_records reads an endless stream" in str(raised.value)


def test_an_answer_that_nothing_can_follow_ends_incomplete(wire: Wire) -> None:
    wire.serve("swf.count_pending_decision_tasks", [{"count": 7, "truncated": True}])
    rows, error = _incomplete(
        wire, "swf.count_pending_decision_tasks {domain: d, taskList: {name: t}} | count"
    )
    assert rows == []
    assert ("there are more results (truncated is set), but no known way to fetch them") in str(
        error
    )
    assert isinstance(error.outcomes[0].error, TruncatedError)


def test_what_was_not_done_is_named_behind_the_rows(wire: Wire) -> None:
    wire.serve(
        "ecs.describe_clusters",
        [
            {
                "clusters": [{"clusterName": "web"}],
                "failures": [{"arn": "a", "reason": "MISSING"}, {"arn": "b", "reason": "MISSING"}],
            }
        ],
    )
    question = "ecs.describe_clusters {clusters: [web, a, b]} | clusters[].clusterName"
    rows, error = _incomplete(wire, question)
    assert rows == ["web"]
    assert isinstance(error.outcomes[0].error, PartialFailureError)
    assert (
        'AWS did not process everything: failures contains {"arn": "a", "reason": "MISSING"} '
        "and 1 more"
    ) in str(error)


def test_a_count_of_what_was_not_all_found_gives_no_row(wire: Wire) -> None:
    wire.serve(
        "ssm.get_parameters", [{"Parameters": [{"Name": "/a"}], "InvalidParameters": ["/b"]}]
    )
    rows, error = _incomplete(wire, "ssm.get_parameters {Names: [/a, /b]} | length(Parameters)")
    assert rows == []
    assert 'InvalidParameters contains "/b"' in str(error)


def test_a_list_as_long_as_an_answer_can_be_may_go_on(wire: Wire) -> None:
    tasks = [{"Status": "COMPLETED"} for _ in range(10)]
    wire.serve("sqs.list_message_move_tasks", [{"Results": tasks}])
    rows, error = _incomplete(wire, "sqs.list_message_move_tasks {SourceArn: a}")
    assert len(rows) == 10
    assert "Results has 10 elements, the maximum" in str(error)
    wire.serve("sqs.list_message_move_tasks", [{"Results": tasks[:9]}])
    question = "sqs.list_message_move_tasks {SourceArn: a}"
    assert len(Engine(wire.session).run(question).to_list()) == 9
