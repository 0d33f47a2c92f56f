"""What an exception says of an operation makes its pages come, with the requests that AWS takes."""

from __future__ import annotations

from typing import Any

import pytest

from querykit import Engine
from querykit.errors import QueryError
from tests.wire import Request, Wire

Page = dict[str, Any]


def _log(request: Request) -> Page:
    pages: dict[Any, Page] = {
        None: {"events": [{"message": "a"}], "nextForwardToken": "f1"},
        "f1": {"events": [{"message": "b"}], "nextForwardToken": "f2"},
        "f2": {"events": [], "nextForwardToken": "f2"},
    }
    return pages[request.parameters.get("nextToken")]


def _jobs(request: Request) -> Page:
    offset = request.parameters["itemOffset"]
    following = {"nextItemOffset": offset + 1} if offset < 2 else {}
    return {"jobs": [{"jobId": f"job-{offset}"}], "totalResults": 3, **following}


def _answers(request: Request) -> Page:
    number = request.parameters.get("PageNumber", 1)
    return {"ResultItems": [{"Id": f"answer-{number}"}] if number < 3 else []}


def _errors(request: Request) -> Page:
    number = request.parameters.get("page", 1)
    return {"payload": {"errors": {"errorLogs": [{"n": number}] if number < 3 else []}}}


def _items(request: Request) -> Page:
    first, *rest = request.parameters["RequestItems"]["t"]["Keys"]
    return {"Responses": {"t": [first]}, "UnprocessedKeys": {"t": {"Keys": rest}} if rest else {}}


@pytest.mark.parametrize(
    ("question", "answer", "rows", "asked"),
    [
        (
            "logs.get_log_events {logGroupName: g, logStreamName: s} | events[].message",
            _log,
            ["a", "b"],
            [{"startFromHead": True}, {"nextToken": "f1"}, {"nextToken": "f2"}],
        ),
        (
            "deadline.search_jobs {farmId: farm-0123456789abcdef0123456789abcdef,"
            " queueIds: [queue-0123456789abcdef0123456789abcdef]} | jobs[].jobId",
            _jobs,
            ["job-0", "job-1", "job-2"],
            [{"itemOffset": 0}, {"itemOffset": 1}, {"itemOffset": 2}],
        ),
        (
            "kendra.query {IndexId: abcdefghijklmnopqrstuvwxyz0123456789} | ResultItems[].Id",
            _answers,
            ["answer-1", "answer-2"],
            [{"PageSize": 100}, {"PageNumber": 2}, {"PageNumber": 3}],
        ),
        (
            "neptunedata.get_loader_job_status {loadId: a, errors: true}"
            " | payload.errors.errorLogs[].n",
            _errors,
            [1, 2],
            [{"errors": True}, {"page": 2}, {"page": 3}],
        ),
        (
            "dynamodb.batch_get_item {RequestItems: {t: {Keys: [{n: {S: a}}, {n: {S: b}}]}}}"
            " | Responses.t[].n.S",
            _items,
            ["a", "b"],
            [{}, {"RequestItems": {"t": {"Keys": [{"n": {"S": "b"}}]}}}],
        ),
    ],
    ids=["a repeated token", "an offset", "a page number", "a document", "what was not processed"],
)
def test_pages_come_to_their_end(
    wire: Wire, question: str, answer: Any, rows: list[Any], asked: list[Page]
) -> None:
    wire.serve(question.partition(" ")[0], answer)
    assert Engine(wire.session).run(question).to_list() == rows
    assert len(wire.requests) == len(asked)
    for request, part in zip(wire.requests, asked, strict=True):
        assert request.parameters.items() >= part.items()


def test_what_names_the_stream_is_sent_once(wire: Wire) -> None:
    wire.serve("kinesis.list_shards", [{"Shards": [{"ShardId": n}]} for n in "ab"])
    question = "kinesis.list_shards {StreamName: s} | Shards[].ShardId"
    assert Engine(wire.session).run(question).to_list() == ["a", "b"]
    assert [request.parameters for request in wire.requests] == [
        {"StreamName": "s"},
        {"NextToken": "token-1"},
    ]


@pytest.mark.parametrize(("size", "sent"), [(None, 1000), (5, 5)])
def test_queues_need_a_page_size_to_go_on(wire: Wire, size: int | None, sent: int) -> None:
    wire.serve("sqs.list_queues", [{"QueueUrls": ["a"]}, {"QueueUrls": ["b"]}])
    assert Engine(wire.session).run("sqs.list_queues", page_size=size).to_list() == ["a", "b"]
    assert [request.parameters["MaxResults"] for request in wire.requests] == [sent, sent]


def test_a_stream_without_an_end_is_refused(wire: Wire) -> None:
    with pytest.raises(QueryError, match=r"kinesis\.get_records reads an endless stream"):
        Engine(wire.session).run("kinesis.get_records {ShardIterator: x}")
    assert wire.requests == []
