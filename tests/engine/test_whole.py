"""An expression means the whole result: while it runs, when it stops, and when it is cut."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from querykit import Engine, Query
from querykit.errors import IncompleteError, QueryError
from tests.wire import Wire, endless, pages, refuse

USERS = [{"UserName": f"user-{number}", "Path": "/"} for number in range(10)]
NAMES = [user["UserName"] for user in USERS]


@pytest.mark.parametrize("size", [1, 3, 4, 7, 10, 1000])
@pytest.mark.parametrize(
    ("expression", "rows"),
    [
        ("length(Users)", [10]),
        ("Users[0].UserName", ["user-0"]),
        ("Users[-1].UserName", ["user-9"]),
        ("Users[2:4].UserName", ["user-2", "user-3"]),
        ("Users[].UserName | [8:]", ["user-8", "user-9"]),
        ("Users[].UserName | sort(@) | reverse(@) | [:2]", ["user-9", "user-8"]),
        ("max_by(Users, &UserName).UserName", ["user-9"]),
        ("Users[].UserName | join(' ', @)", [" ".join(NAMES)]),
        ("Users[?UserName == 'user-7'] | [0].UserName", ["user-7"]),
        ("Users[?UserName == 'none'] | [0].UserName", []),
        ("!Users", [False]),
        ("{n: length(Users), truncated: IsTruncated}", [{"n": 10, "truncated": False}]),
        ("@ | length(Users)", [10]),
        ("[length(Users), length(Users[:3])]", [10, 3]),
    ],
)
def test_the_rows_do_not_depend_on_the_size_of_a_page(
    wire: Wire, expression: str, rows: list[Any], size: int
) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, size))
    result = Engine(wire.session).run(Query("iam", "list_users", expression=expression))
    assert result.to_list() == rows
    assert [outcome.status for outcome in result.outcomes] == ["complete"]


def test_the_first_is_found_among_pages_without_an_end(wire: Wire) -> None:
    wire.serve("iam.list_users", [endless({"Users": USERS[:3]})])
    engine = Engine(wire.session)
    assert engine.run("iam.list_users | Users[0].UserName").to_list() == ["user-0"]
    assert engine.run("iam.list_users | Users[].UserName | [:7]").rows == 0
    assert len(engine.run("iam.list_users | Users[].UserName | [:7]").to_list()) == 7
    assert len(wire.requests) == 1 + 3


def test_a_slice_gives_its_rows_as_they_come(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 3))
    result = Engine(wire.session).run("iam.list_users | Users[].UserName | [1:8]")
    assert next(result) == "user-1"
    assert result.pages == 1


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    ("part", "rows"),
    [
        ("[:3]", ["2026-01-01T00:00:00+00:00"]),
        ("[1:4]", ["2026-01-03T00:00:00+00:00"]),
        ("[0:]", ["2026-01-01T00:00:00+00:00", "2026-01-03T00:00:00+00:00"]),
        ("[4:]", []),
        ("[:0]", []),
    ],
)
def test_a_slice_drops_nulls_and_counts_them(
    wire: Wire, part: str, rows: list[str], size: int
) -> None:
    used = {0: "2026-01-01", 3: "2026-01-03"}
    users = [
        {
            "UserName": f"user-{n}",
            "PasswordLastUsed": datetime.fromisoformat(f"{used[n]}T00:00+00:00"),
        }
        if n in used
        else {"UserName": f"user-{n}"}
        for n in range(6)
    ]
    wire.serve("iam.list_users", pages("Users", users, size))
    question = f"iam.list_users | map(&PasswordLastUsed, Users){part}"
    assert Engine(wire.session).run(question).to_list() == rows


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_a_slice_counts_elements_however_they_are_flattened(wire: Wire, size: int) -> None:
    users = [
        {**USERS[n], "Tags": [{"Key": f"{n}-{t}", "Value": ""} for t in "ab"]} for n in range(4)
    ]
    wire.serve("iam.list_users", pages("Users", users, size))
    query = Query("iam", "list_users", expression="Users[*].Tags[*].Key | [1:3]", flatten="all")
    assert Engine(wire.session).run(query).to_list() == ["1-a", "1-b", "2-a", "2-b"]


@pytest.mark.parametrize("expression", ["Users[].UserName | [2:8]", "Users[5:]", "Users[:4]"])
def test_a_slice_goes_on_behind_any_row(wire: Wire, expression: str) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 3))
    engine = Engine(wire.session)
    question = f"iam.list_users | {expression}"
    whole = engine.run(question).to_list()
    for taken in range(1, len(whole)):
        first = engine.run(question, limit=taken)
        rows = first.to_list()
        assert first.resume_token is not None
        rest = engine.run(question, starting_token=first.resume_token)
        assert rows + rest.to_list() == whole
        assert rest.resume_token is None


def test_no_row_comes_before_the_last_page_and_none_without_it(wire: Wire) -> None:
    wire.serve("iam.list_users", [{"Users": USERS[:3]}, refuse("AccessDenied", "no", status=403)])
    for expression in ("length(Users)", "sort_by(Users, &UserName)[0].UserName"):
        result = Engine(wire.session).run(f"iam.list_users | {expression}")
        with pytest.raises(IncompleteError):
            next(result)
        (outcome,) = result.outcomes
        assert (outcome.status, outcome.pages, outcome.rows) == ("failed", 1, 0)
        assert result.resume_token is None


def test_an_answer_that_is_certain_is_given_though_a_later_page_is_missing(wire: Wire) -> None:
    wire.serve("iam.list_users", [{"Users": USERS[:3]}, refuse("AccessDenied", "no", status=403)])
    result = Engine(wire.session).run("iam.list_users | Users[1].UserName")
    assert result.to_list() == ["user-1"]


def test_a_limit_counts_the_rows_of_the_whole(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 3))
    question = "iam.list_users | reverse(Users[].UserName)"
    result = Engine(wire.session).run(question, limit=2)
    assert result.to_list() == ["user-9", "user-8"]
    (outcome,) = result.outcomes
    assert (outcome.status, outcome.pages, outcome.partial) == ("stopped", 4, False)
    assert result.resume_token is None
    assert Engine(wire.session).run(question, limit=10).to_list() == NAMES[::-1]


def test_a_part_that_was_asked_for_is_said_to_be_one(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 3))
    engine = Engine(wire.session)
    first = engine.run("iam.list_users | length(Users)", max_items=4)
    assert first.to_list() == [4]
    assert first.outcomes[0].partial
    assert first.outcomes[0].status == "stopped"
    rest = engine.run("iam.list_users | length(Users)", starting_token=first.resume_token)
    assert rest.to_list() == [6]
    assert rest.outcomes[0].partial


def test_a_token_of_rows_is_of_another_expression(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 3))
    engine = Engine(wire.session)
    first = engine.run("iam.list_users | Users[].UserName", limit=2)
    first.to_list()
    with pytest.raises(QueryError, match="which differs in the expression"):
        engine.run("iam.list_users | length(Users)", starting_token=first.resume_token).to_list()


def test_in_the_mode_page_the_expression_means_each_page(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 4))
    query = Query("iam", "list_users", expression="length(Users)", mode="page")
    assert Engine(wire.session).run(query).to_list() == [4, 4, 2]


def test_all_levels_are_flattened_of_the_whole_too(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 4))
    query = Query(
        "iam", "list_users", expression="[Users[:1].[UserName, [Path]], [`1`]]", flatten="all"
    )
    assert Engine(wire.session).run(query).to_list() == ["user-0", "/", 1]
