"""A run goes on after any row, wherever it stopped or failed and however the pages are cut then."""

from __future__ import annotations

import base64
import json
import pickle
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import pytest

from querykit import Bounds, Engine, Query, Result, Variable
from querykit.engine.cursor import Cursor, Missing, Taken, decode, encode
from querykit.engine.pages import At
from querykit.engine.positions import Seal, Trail
from querykit.errors import IncompleteError, QueryError
from tests.engine.test_tokens import binary_keys
from tests.wire import Request, Wire, page, pages, refuse

USERS = [{"UserName": f"user-{number}", "Path": "/" * (1 + number % 3)} for number in range(23)]
NAMES = [user["UserName"] for user in USERS]
LIST_USERS = "iam.list_users | Users[].UserName"


@dataclass
class Account:
    """Pages that are cut anew for each request, some empty, some refused; tokens are offsets."""

    items: list[Any]
    make: Callable[[list[Any], Any], dict[str, Any]]
    name: Callable[[int, int], Any]
    find: Callable[[Request], int]
    rng: random.Random
    size: int | None = None
    refused: float = 0.0
    asked: int = 0
    may_be_empty: bool = True

    def __call__(self, request: Request) -> Any:
        self.asked += 1
        if self.rng.random() < self.refused:
            return refuse("AccessDenied", "not now", status=403)
        begin = self.find(request)
        most = self.size or self.rng.choice((1, 2, 3, 5, 8))
        end = min(len(self.items), begin + self.rng.randint(0 if self.may_be_empty else 1, most))
        following = self.name(end, self.asked) if end < len(self.items) else None
        return self.make(self.items[begin:end], following)


def _numbered(end: int, asked: int) -> str:
    """A token for what follows an item, another one each time."""
    return f"at-{end}-{asked}"


def _offset(token: str | None) -> int:
    return int(token.split("-")[1]) if token else 0


def _users(rng: random.Random) -> tuple[str, Account]:
    def make(items: list[Any], token: Any) -> dict[str, Any]:
        more = {"Marker": token} if token else {}
        return {"Users": items, "IsTruncated": bool(token), **more}

    def find(request: Request) -> int:
        return _offset(request.parameters.get("Marker"))

    return "iam.list_users", Account(USERS, make, _numbered, find, rng)


def _instances(rng: random.Random) -> tuple[str, Account]:
    items = [
        {"Instances": [{"InstanceId": f"i-{r}-{n}"} for n in range(rng.randint(1, 4))]}
        for r in range(15)
    ]

    def make(items: list[Any], token: Any) -> dict[str, Any]:
        return {"Reservations": items, **({"NextToken": token} if token else {})}

    def find(request: Request) -> int:
        return _offset(request.parameters.get("NextToken"))

    return "ec2.describe_instances", Account(items, make, _numbered, find, rng)


def _objects(rng: random.Random) -> tuple[str, Account]:
    items = [(rng.choice(("Contents", "CommonPrefixes")), f"{number:03}") for number in range(30)]

    def make(items: list[Any], token: Any) -> dict[str, Any]:
        contents = [{"Key": key} for kind, key in items if kind == "Contents"]
        prefixes = [{"Prefix": key} for kind, key in items if kind != "Contents"]
        found = {"Contents": contents, "CommonPrefixes": prefixes}
        more = {"NextContinuationToken": token} if token else {}
        some = {name: list_ for name, list_ in found.items() if list_}
        return {"IsTruncated": bool(token), **some, **more}

    def find(request: Request) -> int:
        return _offset(request.parameters.get("ContinuationToken"))

    name = "s3.list_objects_v2 {Bucket: b, Delimiter: /}"
    return name, Account(items, make, _numbered, find, rng)


def _table(rng: random.Random) -> tuple[str, Account]:
    keys = binary_keys(rng, 25)
    filtered = rng.sample(keys, 8)

    def make(items: list[Any], token: Any) -> dict[str, Any]:
        more = {"LastEvaluatedKey": token} if token else {}
        shown = [item for item in items if item not in filtered]
        return {"Items": shown, "Count": len(shown), "ScannedCount": len(items), **more}

    def find(request: Request) -> int:
        start = request.parameters.get("ExclusiveStartKey")
        return keys.index(start) + 1 if start else 0

    account = Account(keys, make, lambda end, _: keys[end - 1], find, rng, may_be_empty=False)
    return "dynamodb.scan {TableName: t}", account


QUESTIONS = (
    (_users, "Users[].UserName"),
    (_users, "Users[?Path == '//']"),
    (_users, "Users[?Path == '//'].[UserName, Path]"),
    (_users, "Users[].UserName | [4:17]"),
    (_users, "Users[?Path != '/'].UserName | [3:]"),
    (_instances, "Reservations[].Instances[].InstanceId"),
    (_instances, "Reservations[].Instances[].InstanceId | [2:20]"),
    (_objects, "Contents[].Key"),
    (_objects, "CommonPrefixes[].Prefix"),
    (_table, "Items[].id.B"),
    (_table, "Items[]"),
)


def _taken(result: Result) -> tuple[list[Any], bool]:
    """The rows of a run, and whether it failed."""
    found: list[Any] = []
    with suppress(IncompleteError):
        found.extend(iter(lambda: next(result, StopIteration), StopIteration))
        return found, False
    return found, True


def _chain(wire: Wire, seed: int) -> tuple[list[Any], list[Any], int, int]:
    """The rows of a chain of runs, those of one run, how many runs and how many failures."""
    rng = random.Random(seed)
    begun, expression = QUESTIONS[seed % len(QUESTIONS)]
    question, account = begun(rng)
    wire.serve(question.split()[0], account)
    engine, asked = Engine(wire.session), f"{question} | {expression}"
    whole = engine.run(asked).to_list()
    found: list[Any] = []
    token: str | None = None
    runs = failures = 0
    while True:
        account.refused = rng.choice((0, 0, 0.3, 1.0)) if runs < 60 else 0
        account.size = rng.choice((None, 1, 2, 4, 30))
        settings: dict[str, Any] = {"limit": rng.choice((None, 1, 2, 7))}
        if rng.random() < 0.4:
            settings["max_items"] = rng.choice((1, 2, 5, 9))
        if runs < 60 and rng.random() < 0.2:
            settings["bounds"] = Bounds(max_pages=rng.choice((1, 2, 4)))
        result = engine.run(asked, starting_token=token, **settings)
        given, failed = _taken(result)
        found += given
        runs, failures = runs + 1, failures + failed
        if result.resume_token is None and failed:
            assert token is None
            assert not given
            continue  # before its first page: from the beginning again
        token = result.resume_token
        if token is None:
            return found, whole, runs, failures


@pytest.mark.parametrize("seeds", [range(12), pytest.param(range(12, 825), marks=pytest.mark.slow)])
def test_chains_of_stops_and_failures_give_each_row_once(
    wire: Wire, seeds: range, figure: Callable[[str], None]
) -> None:
    runs = failures = rows = 0
    for seed in seeds:
        found, whole, ran, failed = _chain(wire, seed)
        assert found == whole, f"seed {seed}"
        runs, failures, rows = runs + ran, failures + failed, rows + len(whole)
    figure(
        f"resumed chains: {len(seeds)} tried, {runs} runs of which {failures} failed, pages cut"
        f" differently each time: {rows} rows, 0 lost, 0 repeated"
    )


def _ended(result: Result) -> IncompleteError:
    with pytest.raises(IncompleteError) as raised:
        result.to_list()
    return raised.value


def test_a_resumed_run_that_fails_at_once_has_the_same_place(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 10))
    engine = Engine(wire.session)
    for taken in (3, 10, 15):
        wire.serve("iam.list_users", pages("Users", USERS, 10))
        first = engine.run(LIST_USERS, limit=taken)
        rows, token = first.to_list(), first.resume_token
        wire.serve("iam.list_users", lambda _: refuse("AccessDenied", "no", status=403))
        for _ in range(3):
            failed = engine.run(LIST_USERS, starting_token=token)
            outcome = _ended(failed).outcomes[0]
            assert (outcome.pages, outcome.rows) == (0, 0)
            assert outcome.resume_token == token
            token = failed.resume_token
        wire.serve("iam.list_users", pages("Users", USERS, 10))
        assert rows + engine.run(LIST_USERS, starting_token=token).to_list() == NAMES


def test_a_whole_that_fails_can_be_resumed_from_where_it_began(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 10))
    engine, question = Engine(wire.session), "iam.list_users | length(Users)"
    first = engine.run(question, max_items=4)
    assert first.to_list() == [4]
    wire.serve("iam.list_users", lambda _: refuse("AccessDenied", "no", status=403))
    failed = engine.run(question, starting_token=first.resume_token)
    assert _ended(failed).outcomes[0].resume_token == first.resume_token
    wire.serve("iam.list_users", pages("Users", USERS, 10))
    rest = engine.run(question, starting_token=failed.resume_token)
    assert rest.to_list() == [19]
    assert rest.outcomes[0].partial


def test_a_page_whose_rows_cannot_be_found_is_read_again_from_its_first_row(wire: Wire) -> None:
    def serve(wrong: int | None = None) -> None:
        paths = [str(number) if number != wrong else "no number" for number in range(7)]
        users = [{"UserName": f"user-{path}", "Path": path} for path in paths]
        wire.serve("iam.list_users", pages("Users", users, 2))

    engine, question = Engine(wire.session), "iam.list_users | Users[].abs(to_number(Path)) | [:6]"
    serve(wrong=3)
    failed = engine.run(question)
    assert _ended(failed).outcomes[0].rows == 2
    serve()
    first = engine.run(question, starting_token=failed.resume_token, limit=1)
    assert first.to_list() == [2]
    serve(wrong=3)  # in the rest of a page whose first row was given
    failed = engine.run(question, starting_token=first.resume_token)
    assert _ended(failed).outcomes[0].resume_token == first.resume_token
    serve()
    assert engine.run(question, starting_token=failed.resume_token).to_list() == [3, 4, 5]


def _at_most(setting: str, number: int) -> dict[str, Any]:
    return {setting: number}


@pytest.mark.parametrize("size", [1, 3, 7, 23])
@pytest.mark.parametrize("setting", ["limit", "max_items"])
def test_the_pages_may_be_cut_otherwise(wire: Wire, setting: str, size: int) -> None:
    wire.serve_items("iam.list_users", USERS)
    engine = Engine(wire.session)
    for taken in (1, 4, 10, 13, 22):
        first = engine.run(LIST_USERS, page_size=10, **_at_most(setting, taken))
        rows = first.to_list()
        assert len(rows) == taken
        rest = engine.run(LIST_USERS, starting_token=first.resume_token, page_size=size)
        assert rows + rest.to_list() == NAMES


@pytest.mark.parametrize("size", [5, 6, 7])
def test_an_element_that_gave_some_of_its_rows_gives_the_others(wire: Wire, size: int) -> None:
    groups = [
        {"Instances": [{"InstanceId": f"i-{group}-{n}"} for n in range(3)]} for group in range(8)
    ]
    wire.serve_items("ec2.describe_instances", groups)
    question = "ec2.describe_instances | Reservations[].Instances[].InstanceId"
    engine = Engine(wire.session)
    whole = engine.run(question).to_list()
    for taken in range(13, 16):
        first = engine.run(question, page_size=5, limit=taken)
        rows, token = first.to_list(), first.resume_token
        rest = engine.run(question, page_size=size, starting_token=token)
        assert rows + rest.to_list() == whole
        # An element that gave some of its rows is counted where it gives the others.
        some = engine.run(question, page_size=size, starting_token=token, max_items=2)
        assert rows + some.to_list() == whole[: (taken // 3 + 2) * 3]


@pytest.mark.parametrize("taken", [3, 10, 12])
def test_max_items_counts_none_that_were_given(wire: Wire, taken: int) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 10))
    engine = Engine(wire.session)
    first = engine.run(LIST_USERS, limit=taken)
    rows = first.to_list()
    following = engine.run(LIST_USERS, starting_token=first.resume_token, max_items=4)
    assert rows + following.to_list() == NAMES[: taken + 4]
    rest = engine.run(LIST_USERS, starting_token=following.resume_token)
    assert rest.to_list() == NAMES[taken + 4 :]


def _changed(change: str) -> list[Any]:
    added = {"UserName": "another", "Path": "/"}
    return {
        "one is gone": USERS[:1] + USERS[2:],
        "one has come": [*USERS[:1], added, *USERS[1:]],
        "one has changed": [*USERS[:1], added, *USERS[2:]],
    }[change]


@pytest.mark.parametrize("setting", ["limit", "max_items"])
@pytest.mark.parametrize("change", ["one is gone", "one has come", "one has changed"])
def test_rows_that_changed_end_incomplete(wire: Wire, change: str, setting: str) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 10))
    engine = Engine(wire.session)
    first = engine.run(LIST_USERS, **_at_most(setting, 4))
    first.to_list()
    wire.serve("iam.list_users", pages("Users", _changed(change), 10))
    resumed = engine.run(LIST_USERS, starting_token=first.resume_token)
    error = _ended(resumed)
    what = "rows" if setting == "limit" else "items"
    assert str(error) == (
        "error: incomplete result: iam.ListUsers in us-east-1 failed after 1 page and 0 rows: "
        f"cannot resume: the {what} before the starting token have changed\n"
        "  start again without the token: new rows cannot be separated from those already read"
    )
    assert error.outcomes[0].resume_token is None


@pytest.mark.parametrize("setting", ["limit", "max_items"])
def test_rows_that_are_gone_end_incomplete(wire: Wire, setting: str) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 10))
    engine = Engine(wire.session)
    first = engine.run(LIST_USERS, **_at_most(setting, 4))
    first.to_list()
    wire.serve("iam.list_users", pages("Users", USERS[:3], 2))
    error = _ended(engine.run(LIST_USERS, starting_token=first.resume_token))
    what = "rows" if setting == "limit" else "items"
    assert f"cannot resume: 1 of the 4 {what} before the starting token are missing" in str(error)


OTHERS: tuple[tuple[str, Query, dict[str, Any], dict[str, Any], str], ...] = (
    ("operation", Query("iam", "list_roles"), {}, {}, "the operation (iam.list_users)"),
    ("region", Query("iam", "list_users"), {}, {"region": "eu-west-1"}, "the region (us-east-1)"),
    (
        "expression",
        Query("iam", "list_users", expression="Users[?Path == '/']"),
        {},
        {},
        "the expression",
    ),
    (
        "parameter",
        Query("iam", "list_users", {"PathPrefix": "/a"}, "Users[]"),
        {},
        {},
        "the parameter PathPrefix and the expression",
    ),
    ("mode", Query("iam", "list_users", mode="page"), {}, {}, "mode (whole)"),
    ("flatten", Query("iam", "list_users", flatten="all"), {}, {}, "flatten (one)"),
)


@pytest.mark.parametrize(
    ("other", "variables", "settings", "differs"), [each[1:] for each in OTHERS]
)
def test_a_token_of_another_query_is_rejected_before_any_call(
    wire: Wire, other: Query, variables: Any, settings: Any, differs: str
) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 10))
    first = Engine(wire.session).run("iam.list_users", limit=3)
    first.to_list()
    asked = len(wire.requests)
    with pytest.raises(QueryError) as raised:
        Engine(wire.session, **settings).run(other, variables, starting_token=first.resume_token)
    assert str(raised.value) == (
        f"error: the starting token belongs to another query, which differs in {differs}\n"
        "  resume that query, or start this one without the token"
    )
    assert len(wire.requests) == asked


def _with_variables(secret: bool) -> Query:
    return Query(
        "iam",
        "list_users",
        {"PathPrefix": "$path"},
        "Users[?UserName != $but].UserName",
        {"path": Variable(secret=secret), "but": Variable(secret=secret)},
    )


@pytest.mark.parametrize("secret", [False, True])
def test_the_values_of_variables_belong_to_the_query(wire: Wire, secret: bool) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 10))
    engine, question = Engine(wire.session), _with_variables(secret)
    values = {"path": "/1234", "but": "user-2"}
    first = engine.run(question, values, limit=3)
    rows, token = first.to_list(), first.resume_token
    assert token is not None
    for name, differs in (("path", "the parameter PathPrefix"), ("but", "the variable $but")):
        with pytest.raises(QueryError, match="belongs to another query") as raised:
            engine.run(question, {**values, name: "/5678"}, starting_token=token)
        assert f"differs in {differs}\n" in str(raised.value)
    rest = engine.run(question, values, starting_token=token)
    assert rows + rest.to_list() == [name for name in NAMES if name != "user-2"]


def test_no_value_can_be_read_from_a_token_and_a_secret_is_hashed_with_a_salt(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 10))
    engine, values = Engine(wire.session), {"path": "/1234", "but": "user-2"}
    texts = []
    for _ in range(2):
        first = engine.run(_with_variables(True), values, limit=3)
        first.to_list()
        assert first.resume_token is not None
        texts.append(base64.b64decode(first.resume_token.split(".")[0]).decode())
    queries = [json.loads(text)["query"] for text in texts]
    assert all("1234" not in text and "user-" not in text for text in texts)
    assert queries[0]["parameters"] != queries[1]["parameters"]
    assert queries[0]["variables"] != queries[1]["variables"]
    assert queries[0]["expression"] == queries[1]["expression"]


def test_what_only_cuts_the_pages_is_no_part_of_the_query(wire: Wire) -> None:
    wire.serve_items("iam.list_users", USERS)
    engine = Engine(wire.session)
    first = engine.run("iam.list_users {MaxItems: 10} | Users[].UserName", limit=3)
    rows = first.to_list()
    question = "iam.list_users {MaxItems: 2} |   Users[] . UserName"
    second = engine.run(question, starting_token=first.resume_token, limit=9, max_items=11)
    rows += second.to_list()
    rest = engine.run(LIST_USERS, starting_token=second.resume_token, page_size=5)
    assert rows + rest.to_list() == NAMES


def test_the_order_of_keys_is_no_part_of_the_query(wire: Wire) -> None:
    wire.serve_items("ec2.describe_instances", [{"ReservationId": f"r-{n}"} for n in range(9)])
    engine = Engine(wire.session)
    rest = "| Reservations[].ReservationId"
    first = engine.run(
        f"ec2.describe_instances {{Filters: [{{Name: a, Values: [b]}}]}} {rest}", limit=4
    )
    rows = first.to_list()
    other = f"ec2.describe_instances {{Filters: [{{Values: [b], Name: a}}]}} {rest}"
    rows += engine.run(other, starting_token=first.resume_token).to_list()
    assert rows == [f"r-{n}" for n in range(9)]


def test_pages_that_the_caller_numbers_keep_their_size(wire: Wire) -> None:
    def answer(request: Request) -> dict[str, Any]:
        size, number = request.parameters["PageSize"], request.parameters.get("PageNumber", 1)
        found = range(23)[(number - 1) * size : number * size]
        return {"ResultItems": [{"Id": f"{n}"} for n in found]}

    wire.serve("kendra.query", answer)
    engine = Engine(wire.session)
    question = "kendra.query {IndexId: abcdefghijklmnopqrstuvwxyz0123456789} | ResultItems[].Id"
    first = engine.run(question, page_size=10, limit=12)
    rows = first.to_list()
    with pytest.raises(QueryError, match=r"differs in the page size \(10\)"):
        engine.run(question, page_size=5, starting_token=first.resume_token)
    rest = engine.run(question, page_size=10, starting_token=first.resume_token)
    assert rows + rest.to_list() == [f"{n}" for n in range(23)]


@pytest.mark.parametrize("cut", [1, 2, 9, 40, 100])
@pytest.mark.parametrize("end", ["beginning", "end", "both"])
def test_a_token_that_was_not_copied_whole_is_rejected(wire: Wire, cut: int, end: str) -> None:
    # AWS takes any text for a position here: the tables after a name.
    wire.serve("dynamodb.list_tables", [{"TableNames": ["a", "b", "c"]}])
    first = Engine(wire.session).run("dynamodb.list_tables", limit=2)
    first.to_list()
    token = first.resume_token or ""
    begin, stop = (0 if end == "end" else cut), (None if end == "beginning" else -cut)
    with pytest.raises(QueryError) as raised:
        Engine(wire.session).run("dynamodb.list_tables", starting_token=token[begin:stop])
    assert str(raised.value) == (
        "error: the starting token is damaged\n  copy all of it, from --starting-token to the end"
    )


def test_every_end_of_a_token_is_damaged(figure: Callable[[str], None]) -> None:
    """Only fewer than eight letters before the checksum could be a name."""
    rng = random.Random("ends")
    tried = 0
    for _ in range(40):
        query = {"operation": "s3.list_objects", "expression": "ab" * rng.randint(1, 6)}
        rows, missing = Taken(rng.randint(0, 3), "ab"), (Missing("x", "y"),) * rng.randint(0, 1)
        token = encode(Cursor({"Marker": "é" * rng.randint(1, 9)}, rows=rows, query=query))
        more = encode(Cursor(rows=rows, query=query, is_part=True, missing=missing))
        for each in (token, more):
            for begin in range(1, len(each) - 17):
                tried += 1
                with pytest.raises(QueryError, match="damaged"):
                    decode(each[begin:], ["Marker"])
    figure(f"tokens without their beginning: {tried:,} tried, 0 taken for a position")


@pytest.mark.parametrize(
    "token", ["app.14596ee0", "assets/app.14596ee0", "None", "e30=", "logs.2024/x", "a" * 41]
)
def test_a_token_of_the_service_that_looks_like_one_is_read(token: str) -> None:
    assert decode(token, ["Marker"]).tokens == {"Marker": token}


def test_a_token_that_a_terminal_wrapped_is_read(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 10))
    first = Engine(wire.session).run(LIST_USERS, limit=3)
    first.to_list()
    token = first.resume_token or ""
    wrapped = f"{token[:40]}\n  {token[40:]} "
    rest = Engine(wire.session).run(LIST_USERS, starting_token=wrapped)
    assert rest.to_list() == NAMES[3:]


def test_a_token_of_an_older_querykit_is_rejected(wire: Wire) -> None:
    old = {"Marker": "token-1", "querykit_rows_given": 2}
    token = base64.b64encode(json.dumps(old).encode()).decode()
    with pytest.raises(QueryError) as raised:
        Engine(wire.session).run(LIST_USERS, starting_token=token)
    assert str(raised.value) == (
        "error: the starting token is from another version of querykit\n  start again without it"
    )


def test_a_token_of_botocore_is_a_starting_token(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 10))
    stock = wire.client("iam").get_paginator("list_users")
    whole = stock.paginate(PaginationConfig={"MaxItems": 14}).build_full_result()
    rest = Engine(wire.session).run(LIST_USERS, starting_token=whole["NextToken"])
    assert rest.to_list() == NAMES[14:]


@pytest.mark.parametrize(
    ("expression", "rows", "partial"),
    [
        ("Users[].UserName", NAMES[10:], False),
        ("Users[].UserName | [2:6]", NAMES[12:16], True),
        ("length(Users)", [13], True),
    ],
)
def test_rows_that_a_service_token_makes_partial_are_said_to_be(
    wire: Wire, expression: str, rows: list[Any], partial: bool
) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 10))
    engine, question = Engine(wire.session), f"iam.list_users | {expression}"
    result = engine.run(question, starting_token="token-1")
    assert (result.to_list(), result.outcomes[0].partial) == (rows, partial)
    late = engine.run(f"iam.list_users {{Marker: token-1}} | {expression}")
    assert (late.to_list(), late.outcomes[0].partial) == (rows, partial)
    if "length" not in expression:  # and so are those of the runs that resume it
        first = engine.run(question, starting_token="token-1", limit=2)
        rest = engine.run(question, starting_token=(first.to_list(), first.resume_token)[1])
        assert rest.to_list() == rows[2:]
        assert rest.outcomes[0].partial == partial


def test_a_resumed_run_keeps_the_clock_of_the_one_before(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 10))
    engine = Engine(wire.session)
    question = Query(
        "iam",
        "list_users",
        expression="Users[].[UserName, now(), $since]",
        variables={"since": Variable("date", default="90 days ago")},
    )
    first = engine.run(question, limit=3)
    rows = first.to_list()
    rows += engine.run(question, starting_token=first.resume_token).to_list()
    assert [row[0] for row in rows] == NAMES
    assert len({tuple(row[1:]) for row in rows}) == 1
    with pytest.raises(QueryError, match=r"differs in the variable \$since"):
        engine.run(question, {"since": "91 days ago"}, starting_token=first.resume_token)


def test_the_parameters_of_the_first_page_stay_where_it_is_resumed(wire: Wire) -> None:
    keys = binary_keys(random.Random(1), 9)

    def answer(request: Request) -> dict[str, Any]:
        begin = keys.index(request.parameters["ExclusiveStartKey"]) + 1
        return {"Items": keys[begin:], "Count": 0, "ScannedCount": 0}

    wire.serve("dynamodb.scan", answer)
    engine = Engine(wire.session)
    question = Query(
        "dynamodb", "scan", {"TableName": "t", "ExclusiveStartKey": keys[2]}, "Items[].id.B"
    )
    first = engine.run(question, limit=2)
    rows = first.to_list()
    rows += engine.run(question, starting_token=first.resume_token).to_list()
    assert rows == [base64.b64encode(key["id"]["B"]).decode() for key in keys[3:]]


def test_rows_may_be_changed_by_whom_they_are_given_to(wire: Wire) -> None:
    objects = [{"Key": f"{number:02}", "Size": number} for number in range(9)]

    def answer(request: Request) -> dict[str, Any]:
        marker = request.parameters.get("Marker", "")
        found = [dict(each) for each in objects if each["Key"] > marker][:3]
        return {"Contents": found, "IsTruncated": found[-1]["Key"] != "08"}

    wire.serve("s3.list_objects", answer)
    engine, question = Engine(wire.session), "s3.list_objects {Bucket: b} | Contents[]"
    for taken in range(1, 9):
        names = []
        first = engine.run(question, limit=taken)
        for row in first:
            names.append(row.pop("Key"))
            row.clear()
        rest = engine.run(question, starting_token=first.resume_token)
        assert names + [row.pop("Key") for row in rest] == [each["Key"] for each in objects]


def test_a_token_may_be_wanted_after_each_row(wire: Wire) -> None:
    wire.serve_items("iam.list_users", USERS)
    engine = Engine(wire.session)
    result = engine.run(LIST_USERS, page_size=10)
    tokens = [(name, result.resume_token) for name in result]
    assert tokens.pop() == (NAMES[-1], None)
    for taken, (_, token) in enumerate(tokens, 1):
        assert engine.run(LIST_USERS, starting_token=token, page_size=7).to_list() == NAMES[taken:]


def test_a_position_that_was_sent_to_another_process_gives_the_same_tokens() -> None:
    trail = Trail(Cursor(), Seal(datetime(2026, 11, 20, tzinfo=timezone.utc), dict))
    _, position = trail.follow(At({}, {"Marker": "n"}, before={}, after=None), ["a", "b", "c"])
    position(1)
    sent = pickle.loads(pickle.dumps(position))
    assert [sent(taken) for taken in range(4)] == [position(taken) for taken in (0, 1, 2, 3)]


def test_rows_of_a_subclass_of_a_plain_type_are_copied_too() -> None:
    class Text(str):
        __slots__ = ()

    tokens = []
    for kind in (str, Text):
        trail = Trail(Cursor(), Seal(datetime(2026, 11, 20, tzinfo=timezone.utc), dict))
        place = At({"Marker": "m"}, {"Marker": "n"}, before={}, after=None)
        _, position = trail.follow(place, [{"a": [kind("x")]}, {"b": kind("y")}])
        tokens.append(position(1))
    assert tokens[0] == tokens[1]
    assert decode(str(tokens[0])).rows.count == 1


GROUP = "resource-groups.list_group_resources {Group: lost} | ResourceIdentifiers[].ResourceArn"
SAID = {"ErrorCode": "CLOUDFORMATION_STACK_NOT_EXISTING", "Message": "no stack of lost"}


def _group(wire: Wire) -> None:
    """Serve five resources on three pages; the first one says that there are not all."""
    found = pages("ResourceIdentifiers", [{"ResourceArn": name} for name in "abcde"], 2)
    said = {"QueryErrors": [SAID]}
    wire.serve("resource-groups.list_group_resources", [{**found[0], **said}, *found[1:]])


@pytest.mark.parametrize("chain", [(1, 1, 1, 1), (2, 2), (2,), (3,), (4,), (1, 3)])
def test_what_earlier_pages_said_is_missing_is_said_at_the_end(wire: Wire, chain: Any) -> None:
    _group(wire)
    engine, token, rows = Engine(wire.session), None, []
    for limit in chain:
        result = engine.run(GROUP, starting_token=token, limit=limit)
        rows += result.to_list()
        assert result.outcomes[0].status == "stopped"
        token = result.resume_token
    result = engine.run(GROUP, starting_token=token)
    found, failed = _taken(result)
    assert (rows + found, failed) == (list("abcde"), True)
    assert result.outcomes[0].error is not None
    (mistake,) = result.outcomes[0].error.mistakes
    assert mistake.what == (
        f"AWS did not process everything: QueryErrors contains {json.dumps(SAID)}"
    )


def test_a_limit_that_is_the_number_of_all_rows_hides_nothing(wire: Wire) -> None:
    _group(wire)
    error = _ended(Engine(wire.session).run(GROUP, limit=5))
    assert "AWS did not process everything: QueryErrors contains" in str(error)
    wire.serve("iam.list_users", [page({"Users": USERS[:2]}, token=None, more=True)])
    error = _ended(Engine(wire.session).run(LIST_USERS, limit=2))
    assert "the response says there is more, but has no pagination token" in str(error)
    wire.serve("iam.list_users", [{"Users": USERS[:2]}])
    result = Engine(wire.session).run(LIST_USERS, limit=2)
    assert result.to_list() == NAMES[:2]
    assert result.outcomes[0].status == "complete"


def test_what_is_missing_is_in_the_token_without_secrets(wire: Wire) -> None:
    _group(wire)
    question = Query(
        "resource-groups",
        "list_group_resources",
        {"Group": "$group"},
        "ResourceIdentifiers[].ResourceArn",
        {"group": Variable(secret=True)},
    )
    result = Engine(wire.session).run(question, {"group": "lost"}, limit=2)
    result.to_list()
    assert result.resume_token is not None
    text = base64.b64decode(result.resume_token.split(".")[0]).decode()
    assert "no stack of ***" in text
    assert "lost" not in text
