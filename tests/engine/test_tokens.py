"""A page's token goes back as it came: blobs, numbers and keys of any kind, over the wire."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote_plus

import pytest

from querykit import Engine, Query
from querykit.services import catalog
from querykit.services.operation import Operation, operation, operations
from querykit.testing.continuation import put
from tests.wire import Request, Wire
from tests.wire.samples import Samples, required

# The operations with a token that is not a string; a slow test looks for others.
NO_STRING = (
    "deadline.search_jobs",
    "deadline.search_steps",
    "deadline.search_tasks",
    "deadline.search_workers",
    "dynamodb.batch_get_item",
    "dynamodb.query",
    "dynamodb.scan",
    "kendra.query",
    "kendra.retrieve",
    "lexv2-models.search_associated_transcripts",
    "neptunedata.get_loader_job_status",
    "s3.get_object_attributes",
    "s3.list_parts",
)
COUNTED = ("kendra.query", "kendra.retrieve", "neptunedata.get_loader_job_status")
KEYED = ("dynamodb.scan", "dynamodb.query")


def table(keys: list[dict[str, Any]], size: int) -> Callable[[Request], dict[str, Any]]:
    """A table that is read in the order of its keys, as DynamoDB reads one."""

    def answer(request: Request) -> dict[str, Any]:
        start = request.parameters.get("ExclusiveStartKey")
        begin = keys.index(start) + 1 if start else 0
        found = keys[begin : begin + min(size, request.parameters.get("Limit", size))]
        end = begin + len(found)
        more = {"LastEvaluatedKey": found[-1]} if end < len(keys) else {}
        return {"Items": found, "Count": len(found), "ScannedCount": len(found), **more}

    return answer


def binary_keys(rng: random.Random, count: int) -> list[dict[str, Any]]:
    """Keys of every kind that DynamoDB has, each with a binary part."""
    kind = rng.choice(("none", "number", "string", "binary"))

    def sort_key(number: int) -> dict[str, Any]:
        made: dict[str, Any] = {
            "none": {},
            "number": {"sort": {"N": f"{number}.{rng.randrange(10**18)}"}},
            "string": {"sort": {"S": rng.choice(("é漢字", "b64==", "'\"&<"))}},
            "binary": {"sort": {"B": rng.randbytes(rng.randint(1, 9))}},
        }
        return dict(made[kind])

    ids = [bytes([number]) + rng.randbytes(rng.randint(0, 8)) for number in range(count)]
    return [{"id": {"B": key}, **sort_key(number)} for number, key in enumerate(ids)]


@pytest.mark.parametrize("size", [5, 6, 7])
@pytest.mark.parametrize("name", KEYED)
def test_a_table_with_a_binary_key_is_read_to_its_end(
    wire: Wire, name: str, size: int, figure: Callable[[str], None]
) -> None:
    keys = binary_keys(random.Random(size), 60)
    wire.serve(name, table(keys, 100))
    result = Engine(wire.session).run(f"{name} {{TableName: t}} | Items[].id.B", page_size=size)
    expected = [base64.b64encode(key["id"]["B"]).decode() for key in keys]
    assert result.to_list() == expected
    assert result.outcomes[0].status == "complete"
    asked = [request.parameters.get("ExclusiveStartKey") for request in wire.requests]
    assert asked == [None, *keys[size - 1 : 59 : size]]
    figure(f"{name}, binary keys, {size} on a page: {len(expected)} of {len(keys)} items")


@pytest.mark.parametrize("taken", [4, 5, 12])
def test_a_binary_key_survives_a_starting_token(wire: Wire, taken: int) -> None:
    keys = binary_keys(random.Random(taken), 20)
    wire.serve("dynamodb.scan", table(keys, 5))
    engine, question = Engine(wire.session), "dynamodb.scan {TableName: t} | Items[].id.B"
    first = engine.run(question, limit=taken)
    rows = first.to_list()
    rest = engine.run(question, starting_token=first.resume_token).to_list()
    assert rows + rest == [base64.b64encode(key["id"]["B"]).decode() for key in keys]


def test_unprocessed_binary_keys_are_requested_again(wire: Wire) -> None:
    keys = binary_keys(random.Random(7), 25)

    def answer(request: Request) -> dict[str, Any]:
        asked = request.parameters["RequestItems"]["t"]
        assert asked["ProjectionExpression"] == "#i"
        left = {"t": {**asked, "Keys": asked["Keys"][4:]}} if asked["Keys"][4:] else {}
        return {"Responses": {"t": asked["Keys"][:4]}, "UnprocessedKeys": left}

    wire.serve("dynamodb.batch_get_item", answer)
    wanted = {"Keys": keys, "ProjectionExpression": "#i", "ExpressionAttributeNames": {"#i": "id"}}
    query = Query(
        "dynamodb",
        "batch_get_item",
        parameters={"RequestItems": {"t": wanted}},
        expression="Responses.t[].id.B",
    )
    result = Engine(wire.session).run(query)
    assert result.to_list() == [base64.b64encode(key["id"]["B"]).decode() for key in keys]
    assert result.pages == 7


@pytest.mark.parametrize("name", [name for name in NO_STRING if name not in COUNTED])
def test_a_token_that_is_no_string_goes_back_as_it_came(wire: Wire, name: str) -> None:
    target = operation(*name.split("."))
    samples = Samples(random.Random(name), depth=5)
    for _ in range(8):
        first = _token(target, samples)
        second = first
        while second == first:
            second = _token(target, samples)
        _round_trip(wire, target, [first, second])


def _token(target: Operation, samples: Samples) -> Any:
    """A token of the operation's own shape: a positive integer, or an object that is not empty."""
    assert target.input_shape is not None
    (name,) = _names(target)
    if name == "RequestItems":  # a generated one has empty lists, which DynamoDB does not send
        return {"t": {"Keys": binary_keys(samples.rng, 3), "ConsistentRead": True}}
    shape = target.input_shape.members[name]
    made: Any = None
    while not made or made == -1:
        made = samples.value(shape, 5)
    return made


def _round_trip(wire: Wire, target: Operation, tokens: list[Any]) -> None:
    (name,) = _names(target)
    configuration = target.paging.configuration
    least = _least(target)
    answers = [put(least, configuration["output_token"], token) for token in tokens]
    if "more_results" in configuration:
        answers = [put(answer, configuration["more_results"], True) for answer in answers]
    wire.serve(f"{target.service}.{target.method}", lambda _: answers.pop(0) if answers else least)
    given = {**target.paging.defaults, **required(target.input_shape)}
    before = len(wire.requests)
    query = Query(target.service, target.method, given, expression="type(@)", mode="page")
    assert Engine(wire.session).run(query, check=False).to_list() == ["object"] * 3
    asked = [request.parameters.get(name) for request in wire.requests[before:]]
    assert asked[1:3] == tokens


def _least(target: Operation) -> dict[str, Any]:
    """A response with nothing in it but what is required."""
    assert target.output_shape is not None
    nothing = {"list": [], "map": {}, "structure": {}, "integer": 0}
    members = target.output_shape.members
    return {each: nothing[members[each].type_name] for each in target.output_shape.required_members}


def _names(target: Operation) -> list[str]:
    names = target.paging.configuration["input_token"]
    return [names] if isinstance(names, str) else names


@pytest.mark.slow
def test_no_other_operation_has_a_token_that_is_no_string(figure: Callable[[str], None]) -> None:
    found = [f"{o.service}.{o.method}" for o, kind in _tokens_of_all() if kind != "string"]
    assert tuple(sorted(found)) == NO_STRING
    figure(f"tokens that are no strings: {len(found)}, each sent back as it came")


def _tokens_of_all() -> Iterator[tuple[Operation, str]]:
    for service in catalog.service_names():
        for each in operations(service):
            if each.paging.pages and each.input_shape is not None:
                for name in _names(each):
                    yield each, each.input_shape.members[name].type_name


KEYS = ["a b", "a+b", "a%20b", "é漢字", "z&=/?"]


@pytest.mark.parametrize(
    ("name", "items", "token"),
    [
        ("s3.list_objects", "Contents", "NextMarker"),
        ("s3.list_objects", "Contents", None),
        ("s3.list_object_versions", "Versions", "NextKeyMarker"),
        ("s3.list_multipart_uploads", "Uploads", "NextKeyMarker"),
    ],
)
def test_keys_that_s3_encodes_go_back_decoded(
    wire: Wire, name: str, items: str, token: str | None
) -> None:
    into = "Marker" if name == "s3.list_objects" else "KeyMarker"

    def answer(request: Request) -> dict[str, Any]:
        marker = request.parameters.get(into)
        place = KEYS.index(marker) + 1 if marker else 0
        key = quote_plus(KEYS[place])
        more = place + 1 < len(KEYS)
        own = {token: key} if token and more else {}
        return {items: [{"Key": key}], "IsTruncated": more, "EncodingType": "url", **own}

    wire.serve(name, answer)
    engine = Engine(wire.session)
    question = f"{name} {{Bucket: b, EncodingType: url}} | {items}[].Key"
    encoded = [quote_plus(key) for key in KEYS]
    assert engine.run(question).to_list() == encoded
    first = engine.run(question, limit=2)
    rows = first.to_list()
    assert rows + engine.run(question, starting_token=first.resume_token).to_list() == encoded
