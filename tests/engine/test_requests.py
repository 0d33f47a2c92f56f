"""What is asked, as plain data: its key, and no secret in anything that is printed or stored."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from querykit import Engine, Query, Variable
from querykit.engine.access import Access
from querykit.engine.call import Call
from querykit.engine.clients import Clients
from querykit.engine.request import Request
from querykit.engine.run import World, run
from querykit.errors import VariableError
from querykit.result import Outcome
from querykit.target import Target
from tests.wire import Wire

SECRET = "tr0ub4dor&3"
TABLE = {"TableName": "t"}


def _planned(query: Query, values: Mapping[str, Any] | None = None) -> Request:
    return Engine().plan(query, values, check=False)


def _request(parameters: Mapping[str, Any], expression: str = "Items", **query: Any) -> Request:
    return _planned(Query("dynamodb", "scan", {**TABLE, **parameters}, expression, **query))


def _values(values: Mapping[str, Any]) -> Request:
    return _request({"ExpressionAttributeValues": values})


def test_equal_requests_have_equal_keys_however_they_are_written() -> None:
    one = _request({"Limit": 5, "ConsistentRead": True}, "Items[?a=='x'].b")
    other = _request({"ConsistentRead": True, "Limit": 5}, "Items[? a == 'x' ] . b")
    assert one.key == other.key
    assert hash(one) == hash(other)
    # How pages are cut and how failures are met decides no row.
    assert replace(one, pagination=replace(one.pagination, page_size=7)).key == one.key
    assert replace(one, moment=datetime(2026, 1, 1, tzinfo=timezone.utc)).key == one.key
    assert len({one, replace(one, findings=())}) == 1


UTC_NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
ELSEWHERE = UTC_NOON.astimezone(timezone(timedelta(hours=-8)))


@pytest.mark.parametrize(
    "others",
    [
        [{"N": "1"}, {"N": "1.0"}, {"S": "1"}],
        [1, True, "1", 1.0, b"1", None, ["1"], {"a": 1}, {"1": None}],
        [["a", "b"], ["b", "a"], [["a"], "b"], "a,b"],
        [UTC_NOON, UTC_NOON + timedelta(microseconds=1), UTC_NOON.isoformat()],
        [b"\xff", b"\xfe", "\xff", "\udcff"],
        [{"a": {"b": 1}}, {"a": {"b": "1"}}, {"b": {"a": 1}}],
    ],
)
def test_what_is_not_equal_has_another_key(others: list[Any]) -> None:
    request = _request({})
    keys = [replace(request, parameters={"x": other}).key for other in others]
    assert len(set(keys)) == len(others)


def test_a_moment_is_the_same_in_every_time_zone() -> None:
    request = _request({})
    keys = {replace(request, parameters={"x": each}).key for each in (UTC_NOON, ELSEWHERE)}
    assert len(keys) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"expression": "Items[0]"},
        {"limit": 3},
        {"mode": "page"},
        {"flatten": "all"},
        {"operation": "Query"},
        {"values": {"x": 1}},
    ],
)
def test_what_decides_the_rows_decides_the_key(change: dict[str, Any]) -> None:
    request = _request({})
    assert replace(request, **change).key != request.key


def _secret(value: Any, **more: Any) -> Request:
    """A request with a secret inside a longer text, by itself, and in the expression."""
    query = Query(
        "dynamodb",
        "scan",
        {
            **TABLE,
            "FilterExpression": "begins_with(token, :t)",
            "ExpressionAttributeValues": {":t": {"S": "Bearer ${token}!"}, ":u": {"S": "$token"}},
        },
        "Items[?token.S == $token].id.S",
        variables={"token": Variable(secret=True), "plain": Variable(default="seen")},
        **more,
    )
    return _planned(query, {"token": value})


@pytest.mark.parametrize(
    "value", [SECRET, "a", "5", "Bearer", "naïve ÿ", "line\nbreak", "\"quo'te"]
)
def test_a_secret_is_in_nothing_that_is_printed_hashed_or_pickled(value: str) -> None:
    request = _secret(value)
    sent = pickle.loads(pickle.dumps(request))
    assert sent.withheld == ("token",)
    assert sent.key == request.key
    assert request.with_secrets({}) == request
    # All of the request, but for its names and texts, which may have a short secret in them.
    held = [sent.parameters["ExpressionAttributeValues"], sent.values, sent.private, sent.secrets]
    assert (
        repr(held) == "[{':t': {'S': ***}, ':u': {'S': ***}}, {'token': ***}, {'token': ***}, ()]"
    )
    again = sent.with_secrets({"token": value})
    assert again == request
    assert again.key == request.key
    assert again.withheld == ()


def test_a_secret_is_found_nowhere() -> None:
    request = _secret(SECRET)
    sent = pickle.loads(pickle.dumps(request))
    data = pickle.dumps(request), pickle.dumps(sent), pickle.dumps(Call(1, Target(), request))
    shown = [repr(request), str(request), request.key, repr(sent), repr(asdict(sent))]
    shown += [json.dumps(asdict(sent), default=repr), *(each.decode("latin-1") for each in data)]
    for text in shown:
        assert SECRET not in text
        assert SECRET[:8] not in text


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (1, 1.0), (0, False), ([1], [True]), ({"a": 1}, {"a": 1.0})]
)
def test_requests_with_values_that_only_python_takes_for_equal_are_not(
    one: Any, other: Any
) -> None:
    request = _request({})
    first, second = (replace(request, values={"n": value}) for value in (one, other))
    assert first == replace(first)
    assert first != second
    assert len({first, second}) == 2


def test_a_secret_in_a_key_is_withheld_and_salted() -> None:
    query = Query(
        "dynamodb",
        "scan",
        {
            **TABLE,
            "ExpressionAttributeNames": {"#$token": "$token"},
            "ExpressionAttributeValues": {"$token": {"M": {"a $token": {"S": "x"}}}},
        },
        variables={"token": Variable(secret=True)},
    )
    request = _planned(query, {"token": SECRET})
    sent = pickle.loads(pickle.dumps(request))
    assert SECRET.encode() not in pickle.dumps(request)
    assert SECRET not in f"{request!r} {sent!r} {sent.parameters}"
    assert sent.with_secrets({"token": SECRET}) == request
    # Whoever has a key could try secrets against a hash without a salt.
    open_ = _planned(replace(query, variables={"token": Variable()}), {"token": SECRET})
    assert replace(request, secrets=()).key == open_.key != request.key


def test_parts_of_a_secret_list_and_a_secret_number_are_left_out_too() -> None:
    query = Query(
        "ec2",
        "describe_instances",
        {"Filters": [{"Name": "tag:k", "Values": "$keys"}], "MaxResults": "$size"},
        variables={
            "keys": Variable("list of string", secret=True),
            "size": Variable("integer", secret=True),
        },
    )
    request = _planned(query, {"keys": ["first-key", "second-key"], "size": 77})
    sent = pickle.loads(pickle.dumps(request))
    assert b"first-key" not in pickle.dumps(request)
    assert repr(sent.parameters["MaxResults"]) == "***"
    values = {"keys": ["first-key", "second-key"], "size": 77}
    assert sent.with_secrets(values).parameters == request.parameters
    # One of two is not enough.
    assert sent.with_secrets({"size": 77}).withheld == ("keys",)


def test_keys_of_secrets_differ_as_the_secrets_do() -> None:
    assert _secret("one").key == _secret("one").key != _secret("two").key


def test_a_request_without_its_secrets_ends_in_an_outcome_and_asks_nothing(wire: Wire) -> None:
    sent = pickle.loads(pickle.dumps(_secret(SECRET)))
    (outcome,) = run(Call(1, Target("us-east-1"), sent), World(Access(Clients(wire.session))))
    assert isinstance(outcome, Outcome)
    assert (outcome.status, outcome.pages) == ("failed", 0)
    assert str(outcome.error) == (
        "error: no value for $token: the values of secret variables are removed from a request "
        "that is sent or stored\n"
        "  pass them with request.with_secrets({name: value})"
    )
    assert wire.requests == []
    engine = Engine(wire.session)
    with pytest.raises(VariableError, match=r"no value for \$token"):
        next(engine.start(sent))


def test_a_pickled_request_gives_the_same_rows(wire: Wire) -> None:
    items = [{"id": {"S": str(n)}, "token": {"S": SECRET}} for n in range(5)]
    wire.serve_items("dynamodb.scan", items, 2)
    engine = Engine(wire.session)
    request = _secret(SECRET)
    sent = pickle.loads(pickle.dumps(request)).with_secrets({"token": SECRET})
    assert engine.start(sent).to_list() == engine.start(request).to_list() == [*"01234"]


@pytest.mark.parametrize(
    "expression",
    [
        *("length(Items)", "Items[-2:].id.S", "sort_by(Items, &id.S)[0].id.S", "sum(Items[].a)"),
        *("!Items", "contains(Items[].id.S, '3')", "max_by(Items, &id.S).id.S", "@", "Items[1]"),
        *("unique(Items[].token.S)", "{a: Items[].id.S, n: Count}", "Items[1:3].id.S"),
    ],
)
def test_a_division_is_pickled_with_its_request(wire: Wire, expression: str) -> None:
    items = [{"id": {"S": str(n)}, "token": {"S": SECRET}} for n in range(5)]
    wire.serve_items("dynamodb.scan", items, 2)
    engine = Engine(wire.session)
    request = engine.plan(f"dynamodb.scan {{TableName: t}} | {expression}", check=False)
    data = pickle.dumps(request)
    assert len(data) < 10_000  # types, with the whole model of the service, stay here
    sent = pickle.loads(data)
    assert engine.start(sent).to_list() == engine.start(request).to_list()
