"""What is withheld from a request that is sent or stored comes back as it was."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querykit import Engine, Query, Variable
from querykit.engine.request import Request
from querykit.engine.withheld import restore, withhold
from querykit.errors import VariableError
from querykit.services.operation import operation
from tests.properties import examples

UTC_NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
TABLE = {"TableName": "t"}


def _planned(query: Query, values: Mapping[str, Any]) -> Request:
    return Engine().plan(query, values, check=False)


def _asked(parameters: Mapping[str, Any], expression: str, n: str | Variable) -> Query:
    """Return a query with a secret of text, and a variable ``n``."""
    variables = {
        "token": Variable(secret=True),
        "n": n if isinstance(n, Variable) else Variable(n),
    }
    return Query(
        "dynamodb",
        "scan",
        {**TABLE, "FilterExpression": "begins_with(a, '$token')", **parameters},
        expression,
        variables=variables,
    )


ROUND_TRIPS: list[tuple[Query, dict[str, Any]]] = [
    # Beside a secret, a number, a boolean and a time that are written as it is.
    (_asked({"Limit": 5, "Segment": 15}, "Items[?n == $n]", n="integer"), {"token": "5", "n": 5}),
    (
        _asked({"ConsistentRead": True}, "Items[?n == $n]", n="boolean"),
        {"token": "true", "n": True},
    ),
    (_asked({}, "Items[?n == $n]", n="number"), {"token": "0.5", "n": 0.5}),
    (
        _asked({"TotalSegments": 7}, "Items[?n == $n]", n="any"),
        {"token": "7", "n": [7, "7", {"a": 7.0}]},
    ),
    # Secrets of other types than string, each as it was given to the plan.
    *(
        (_asked({}, "Items[?n == $n]", n=Variable(type_, secret=True)), {"token": "x", "n": given})
        for type_, given in [
            ("date", "2026-01-02T03:04:05Z"),
            ("date", "90 days ago"),
            ("date", datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=2)))),
            ("duration", "90d"),
            ("integer", "77"),
            ("number", 7.5),
            ("boolean", "true"),
            ("account_id", "012345678901"),
            ("list of integer", "7,8"),
            ("list of string", ("first", "second")),
            ("any", {"a": ["b", None, 5]}),
        ]
    ),
    # In a timestamp, a time is in another form.
    (
        Query(
            "cloudtrail",
            "lookup_events",
            {"StartTime": "$token"},
            variables={"token": Variable(secret=True)},
        ),
        {"token": "2026-01-02T03:04:05Z"},
    ),
]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(("query", "secrets"), ROUND_TRIPS)
def test_a_request_is_the_same_after_its_secrets_return(
    query: Query, secrets: dict[str, Any], times: int
) -> None:
    request = _planned(query, secrets)
    sent = request
    for _ in range(times):
        sent = pickle.loads(pickle.dumps(sent))
    assert sent.key == request.key
    again = sent.with_secrets(secrets)
    assert again == request
    assert again.withheld == ()
    # 5 == 5.0 == True in Python.
    assert repr([again.parameters, again.values]) == repr([request.parameters, request.values])


_PIECES = st.sampled_from(["5", "0", ".", "true", "a", "b", "2026-01-02", "T00:00:00Z", "***", " "])
_TEXTS = st.lists(_PIECES, max_size=3).map("".join)
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, 5, 50, 5.0, 0.5]),
    _TEXTS,
    _TEXTS.map(str.encode),
    st.just(UTC_NOON),
)
_PLAIN = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(st.sampled_from("xyz"), _PLAIN.filter(lambda each: each is not None)), _PLAIN
)
@settings(max_examples=examples(500), deadline=None)
def test_what_is_withheld_comes_back_with_its_type(secrets: dict[str, Any], value: Any) -> None:
    removed = withhold(value, secrets)
    assert repr(withhold(removed, secrets)) == repr(removed)
    again = pickle.loads(pickle.dumps(removed))
    # 5 == 5.0 == True in Python.
    assert repr(restore(again, secrets)) == repr(value)


# Secrets, a value with them, and what can be read of it.
LEFT: list[tuple[dict[str, Any], Any, str]] = [
    ({"x": "abc"}, {"abc": 1, "-abc-": b"-abc-", "n": None}, "{***: 1, ***: ***, 'n': None}"),
    # The parts of an object, but not its names, and those of a list at any depth.
    (
        {"x": {"a": ["b1", None, {"c": 57}]}},
        {"k": ["a", "b1"], "n": 57, "m": "c", "o": None, "p": "None"},
        "{'k': ['a', ***], 'n': ***, 'm': 'c', 'o': None, 'p': 'None'}",
    ),
    ({"x": ["first", [7.5]]}, ["first!", 7.5, "first", 7, "rst"], "[***, ***, ***, 7, 'rst']"),
    ({"x": ("s", True)}, ["s", True, "true", 1, "s,true"], "[***, ***, ***, 1, ***]"),
    ({"x": True}, ["is true", b"true!", "True"], "[***, ***, 'True']"),
    # A number is one of the same text, whole.
    ({"x": 5}, [5, 5.0, "5", 15, "15", b"5", True], "[***, 5.0, ***, 15, ***, ***, True]"),
    ({"x": b"5\xff"}, [b"15\xff", b"5", "5", 5], "[***, b'5', '5', 5]"),
    # A time is in a form of its own where a parameter is a timestamp.
    (
        {"x": "2026-01-02"},
        ["2026-01-02T03:00:00Z", "2026-01-02T00:00:00+00:00", "2026-01-03", "2026"],
        "[***, ***, '2026-01-03', '2026']",
    ),
    (
        {"x": "2026-01-02T03:04:05Z"},
        ["2026-01-02T03:04:05+00:00", "2026-01-02"],
        "[***, '2026-01-02']",
    ),
    ({"x": False}, [False, True, 0, "false", "False"], "[***, True, 0, ***, 'False']"),
    ({"x": [("s1", 2)]}, ["s1", 2, "s"], "[***, ***, 's']"),
    ({"x": "None", "y": None}, [None, "None"], "[None, ***]"),
    ({"x": "***"}, ["***", "* *"], "[***, '* *']"),
    ({"x": ""}, ["", "a", b""], "['', 'a', b'']"),
]


@pytest.mark.parametrize(("secrets", "value", "left"), LEFT)
def test_what_contains_a_secret_cannot_be_read(
    secrets: dict[str, Any], value: Any, left: str
) -> None:
    removed = withhold(value, secrets)
    assert repr(removed) == left
    assert repr(withhold(removed, secrets)) == left
    assert repr(restore(removed, secrets)) == repr(value)


def test_the_elements_of_a_tuple_are_withheld_and_it_returns_as_a_list() -> None:
    removed = withhold(("abc", {"a": ("abc",)}), {"x": "abc"})
    assert repr(removed) == "[***, {'a': [***]}]"
    assert restore(removed, {"x": "abc"}) == ["abc", {"a": ["abc"]}]


def test_a_secret_with_fewer_parts_than_were_removed_is_none() -> None:
    removed = withhold("a b", {"x": ["a", "b"]})
    with pytest.raises(ValueError, match="fewer parts"):
        restore(removed, {"x": ["a"]})


def test_a_secret_of_bytes_is_in_no_message_and_in_no_request_that_is_sent() -> None:
    variables = {"token": Variable("any", secret=True)}
    query = Query("kms", "decrypt", {"CiphertextBlob": "$token"}, variables=variables)
    secret = {"token": b"s3cret\xff"}
    request = _planned(query, secret)
    assert "s3cret\\xff" in request.secrets
    sent = pickle.dumps(request)
    assert b"s3cret" not in sent
    assert pickle.loads(sent).with_secrets(secret) == request


@pytest.mark.parametrize(
    ("text", "secrets", "names"),
    [
        # The longest one first: the end of it would be left.
        ("-abc-", {"a": "ab", "b": "abc"}, {"b"}),
        ("-abc-", {"b": "abc", "a": "ab"}, {"b"}),
        ("abc ab", {"a": "ab", "b": "abc"}, {"a", "b"}),
    ],
)
def test_a_secret_that_contains_another_is_withheld_whole(
    text: str, secrets: dict[str, Any], names: set[str]
) -> None:
    removed = withhold(text, secrets)
    assert removed.names == names
    assert restore(removed, secrets) == text


def test_a_secret_may_be_the_name_of_a_field_which_stays() -> None:
    shape = operation("dynamodb", "scan").input_shape
    parameters = {
        "TableName": "S",
        "AttributesToGet": ["S"],
        "ExpressionAttributeNames": {"S": "a"},
        "ExpressionAttributeValues": {":a": {"S": "S", "L": [{"M": {"S": {"S": "b"}}}]}},
    }
    assert repr(withhold(parameters, {"token": "S"}, shape)) == (
        "{'TableName': ***, 'AttributesToGet': [***], 'ExpressionAttributeNames': {***: 'a'}, "
        "'ExpressionAttributeValues': {':a': {'S': ***, 'L': [{'M': {***: {'S': 'b'}}}]}}}"
    )


def test_a_request_that_is_sent_on_keeps_what_is_around_its_secrets() -> None:
    text = "begins_with(token, 'Bearer $token!')"
    request = _planned(_asked({"FilterExpression": text}, "Items", "any"), {"token": "a", "n": 0})
    sent = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(request))))
    again = sent.with_secrets({"token": "a"})
    assert again.parameters["FilterExpression"] == "begins_with(token, 'Bearer a!')"


def test_secrets_may_return_one_after_the_other() -> None:
    query = Query(
        "s3",
        "list_objects_v2",
        {"Bucket": "logs", "Prefix": "$one/$two"},
        variables={"one": Variable(secret=True), "two": Variable(secret=True)},
    )
    request = _planned(query, {"one": "first", "two": "second"})
    sent = pickle.loads(pickle.dumps(request)).with_secrets({"one": "first"})
    assert sent.withheld == ("two",)
    sent = pickle.loads(pickle.dumps(sent)).with_secrets({"one": "first", "two": None})
    assert sent.withheld == ("two",)
    assert sent.with_secrets({"two": "second"}) == request


@pytest.mark.parametrize(
    ("type_", "planned", "given", "message"),
    [
        ("integer", 5, "S3CRET", "error: variable 'token': it is not of type integer"),
        (
            "list of string",
            ["a", "b"],
            ["a"],
            "error: the request was planned with other values of its secret variables ($token)\n"
            "  plan it again with these",
        ),
    ],
)
def test_a_secret_that_cannot_be_the_one_that_was_removed_is_rejected(
    type_: str, planned: Any, given: Any, message: str
) -> None:
    query = Query(
        "ec2",
        "describe_instances",
        {"Filters": [{"Name": "tag:k", "Values": ["$token"] if type_ == "integer" else "$token"}]},
        variables={"token": Variable(type_, secret=True)},
    )
    sent = pickle.loads(pickle.dumps(_planned(query, {"token": planned})))
    with pytest.raises(VariableError) as raised:
        sent.with_secrets({"token": given})
    assert str(raised.value) == message


def test_requests_without_their_secrets_differ_by_what_is_around_these() -> None:
    keys = set()
    for prefix in ("a-$token", "b-$token"):
        query = Query(
            "s3",
            "list_objects_v2",
            {"Bucket": "logs", "Prefix": prefix},
            variables={"token": Variable(secret=True)},
        )
        sent = pickle.loads(pickle.dumps(_planned(query, {"token": "s3cret"})))
        keys.add(replace(sent, limit=3).key)
    assert len(keys) == 2
