"""Calls at several targets: their batches in the order of the plan, and an outcome each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from querykit import Engine, Result
from querykit.engine.access import Access
from querykit.engine.answer import answer
from querykit.engine.call import Call
from querykit.engine.clients import Clients
from querykit.engine.executors.serial import Serial
from querykit.engine.gather import Gathering
from querykit.engine.run import World, run
from querykit.errors import AccessDeniedError, CredentialsError, IncompleteError
from querykit.result import Batch, Outcome
from querykit.target import Target
from querykit.waiting import Waiting
from tests.wire import Wire, pages, refuse

IDS = "ec2.describe_instances | Reservations[].Instances[].InstanceId"
COUNT = "ec2.describe_instances | length(Reservations[].Instances[])"
REGIONS = ("eu-west-1", "us-east-1", "ap-south-1")


def _serve(wire: Wire, denied: str | None = None) -> None:
    """Serve four instances on two pages in each region; in one, the second page is denied."""
    for region in REGIONS:
        found = [{"Instances": [{"InstanceId": f"{region}-{n}"}]} for n in range(4)]
        first, second = pages("Reservations", found, 2)
        refused = refuse("UnauthorizedOperation", "not here", status=403)
        answers = [first, refused if region == denied else second]
        wire.serve("ec2.describe_instances", answers, region=region)


def _calls(wire: Wire, text: str) -> list[Call]:
    request = Engine(wire.session).plan(text)
    return [Call(n, Target(region), request) for n, region in enumerate(REGIONS, 1)]


def _result(
    wire: Wire,
    calls: Sequence[Call],
    executor: Executor | None = None,
    make: Callable[[Call, Waiting], Any] | None = None,
    limit: int | None = None,
) -> Result:
    world = World(Access(Clients(wire.session)))
    gathering = Gathering(
        calls,
        make or (lambda call, waiting: answer(call, replace(world, waiting=waiting))),
        executor or Serial(),
        width=3,
    )
    return Result(gathering.events(), lambda: gathering.calls, limit=limit)


def _taken(result: Result) -> tuple[list[Any], IncompleteError | None]:
    rows = []
    try:
        for row in result:
            rows.append(row)
    except IncompleteError as error:
        return rows, error
    return rows, None


def test_a_call_is_a_batch_per_page_and_then_one_outcome(wire: Wire) -> None:
    _serve(wire, denied="us-east-1")
    calls = _calls(wire, IDS)
    events = list(run(calls[1], World(Access(Clients(wire.session)))))
    batch, outcome = events
    assert isinstance(batch, Batch)
    assert (batch.call, batch.page) == (2, 1)
    assert list(batch.found) == ["us-east-1-0", "us-east-1-1"]
    assert isinstance(outcome, Outcome)
    assert (outcome.status, outcome.pages, outcome.call) == ("failed", 1, 2)
    assert isinstance(outcome.error, AccessDeniedError)
    # The batch knows where it continues behind each of its rows, and the outcome behind all.
    assert batch.cursor(2) == outcome.resume_token
    engine = Engine(wire.session, region="us-east-1")
    with pytest.raises(IncompleteError):
        engine.run(IDS, starting_token=batch.cursor(1)).to_list()


def test_the_rows_of_two_targets_come_in_plan_order_and_a_failed_one_is_named(wire: Wire) -> None:
    _serve(wire, denied="us-east-1")
    rows, error = _taken(_result(wire, _calls(wire, IDS)))
    assert rows == [
        *(f"eu-west-1-{n}" for n in range(4)),
        *(f"us-east-1-{n}" for n in range(2)),
        *(f"ap-south-1-{n}" for n in range(4)),
    ]
    assert error is not None
    assert [outcome.status for outcome in error.outcomes] == ["complete", "failed", "complete"]
    assert [outcome.region for outcome in error.outcomes] == [*REGIONS]
    assert [(outcome.pages, outcome.rows) for outcome in error.outcomes] == [(2, 4), (1, 2), (2, 4)]
    assert str(error).startswith(
        "error: incomplete result: ec2.DescribeInstances in us-east-1 failed after 1 page and "
        "2 rows: AWS returned UnauthorizedOperation: not here"
    )


def test_pages_are_requested_as_rows_are_taken_also_those_of_the_next_target(wire: Wire) -> None:
    _serve(wire)
    result = _result(wire, _calls(wire, IDS))
    seen = [(next(result), len(wire.requests)) for _ in range(6)]
    assert [requests for _, requests in seen] == [1, 1, 2, 2, 3, 3]
    assert (result.pages, result.rows) == (3, 6)


@pytest.mark.parametrize("threads", [0, 3])
def test_the_rows_are_the_same_whoever_makes_the_calls(wire: Wire, threads: int) -> None:
    _serve(wire, denied="us-east-1")

    with ThreadPoolExecutor(threads) if threads else Serial() as executor:
        rows, error = _taken(_result(wire, _calls(wire, COUNT), executor))
    # An expression that needs the whole result of a target gives no row of one that failed.
    assert rows == [4, 4]
    assert error is not None
    assert [outcome.rows for outcome in error.outcomes] == [1, 0, 1]


def test_a_limit_counts_the_rows_of_all_calls_and_stops_the_others(wire: Wire) -> None:
    _serve(wire)
    result = _result(wire, _calls(wire, IDS), limit=4)
    assert result.to_list() == [f"eu-west-1-{n}" for n in range(4)]
    assert len(wire.requests) == 2
    statuses = [(outcome.status, outcome.pages, outcome.rows) for outcome in result.outcomes]
    assert statuses == [("complete", 2, 4), ("stopped", 0, 0), ("stopped", 0, 0)]


def test_what_is_wrong_before_the_first_call_is_an_outcome_of_several_calls(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    _serve(wire)
    calls = _calls(wire, IDS)
    clients = Clients(wire.session)
    method = clients.method

    def denied(call: Call, *rest: Any) -> Any:
        if call.number == 1:
            raise CredentialsError("no credentials were found")
        return method(call, *rest)

    monkeypatch.setattr(clients, "method", denied)
    world = World(Access(clients))
    rows, error = _taken(_result(wire, calls, make=lambda call, _: answer(call, world)))
    assert len(rows) == 8
    assert error is not None
    assert "in eu-west-1 failed after 0 pages and 0 rows: no credentials were found" in str(error)


def test_an_interrupt_is_no_outcome(wire: Wire) -> None:
    _serve(wire)
    calls = _calls(wire, IDS)

    def interrupted(call: Call, _: Waiting) -> Iterator[Batch | Outcome]:
        yield from list(answer(call, World(Access(Clients(wire.session)))))[:1]
        raise KeyboardInterrupt

    result = _result(wire, calls, make=interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(result)
    result.close()
    assert [outcome.status for outcome in result.outcomes] == ["stopped"] * 3
    assert [outcome.rows for outcome in result.outcomes] == [2, 0, 0]
