"""Every page is read, no row is lost or given twice, and from where to go on is known at each."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from querykit import Engine, Pagination, Query, Result, query
from querykit.errors import IncompleteError, QueryError, TruncatedError
from tests.wire import Wire, endless, page, pages

USERS = [{"UserName": f"user-{number}", "Path": "/"} for number in range(10)]
NAMES = [user["UserName"] for user in USERS]
LIST_USERS = "iam.list_users | Users[].UserName"


def _taken(result: Result, count: int) -> list[Any]:
    return list(itertools.islice(result, count))


def test_pages_are_read_as_rows_are_taken(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 4))
    result = Engine(wire.session).run(LIST_USERS)
    assert (result.pages, len(wire.requests)) == (0, 0)
    assert next(result) == "user-0"
    assert (result.pages, len(wire.requests)) == (1, 1)
    assert _taken(result, 4) == NAMES[1:5]
    assert (result.pages, len(wire.requests)) == (2, 2)
    assert list(result) == NAMES[5:]
    assert [outcome.status for outcome in result.outcomes] == ["complete"]
    assert (result.rows, result.pages, result.resume_token) == (10, 3, None)


def test_for_each_counts_the_rows(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 4))
    seen: list[Any] = []
    assert Engine(wire.session).run(LIST_USERS).for_each(seen.append) == 10
    assert seen == NAMES


def test_a_query_runs_twice_and_gives_the_same(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 3))
    engine, question = Engine(wire.session), query(LIST_USERS)
    assert engine.run(question).to_list() == engine.run(question).to_list() == NAMES


def test_a_query_runs_from_many_threads(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 3))
    engine = Engine(wire.session)
    question = query("iam.list_users | Users[?UserName != $but].UserName")

    def run(name: str) -> list[Any]:
        return engine.run(question, {"but": name}).to_list()

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(run, NAMES * 4))
    assert found == [[other for other in NAMES if other != name] for name in NAMES * 4]


@pytest.mark.parametrize("limit", range(1, 11))
def test_a_limit_counts_rows_and_asks_for_no_further_page(wire: Wire, limit: int) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 4))
    result = Engine(wire.session).run(LIST_USERS, limit=limit)
    assert result.to_list() == NAMES[:limit]
    assert len(wire.requests) == -(-limit // 4)
    [outcome] = result.outcomes
    assert outcome.status == ("complete" if limit == 10 else "stopped")


@pytest.mark.parametrize("taken", range(10))
def test_a_run_goes_on_behind_any_row(wire: Wire, taken: int) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 4))
    engine = Engine(wire.session)
    first = engine.run(LIST_USERS, limit=taken or None)
    before = _taken(first, taken)
    token = first.resume_token
    assert before + engine.run(LIST_USERS, starting_token=token).to_list() == NAMES


def test_a_run_goes_on_behind_any_row_of_a_filter_again_and_again(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 5))
    engine = Engine(wire.session)
    question = "iam.list_users | Users[?UserName != 'user-3'].[UserName, Path]"
    rows: list[Any] = []
    token: str | None = None
    for _ in range(9):
        result = engine.run(question, starting_token=token, limit=1)
        rows.extend(result)
        token = result.resume_token
    assert rows == [[name, "/"] for name in NAMES if name != "user-3"]
    assert token is None


def test_a_run_goes_on_with_several_tokens_and_with_objects_as_tokens(wire: Wire) -> None:
    records = [{"Name": f"{n}.", "Type": "A"} for n in range(6)]
    wire.serve("route53.list_resource_record_sets", pages("ResourceRecordSets", records, 2))
    items = [{"n": {"N": str(n)}} for n in range(6)]
    wire.serve("dynamodb.scan", pages("Items", items, 2))
    engine = Engine(wire.session)
    for question, expected in (
        (
            "route53.list_resource_record_sets {HostedZoneId: Z} | ResourceRecordSets[].Name",
            [record["Name"] for record in records],
        ),
        ("dynamodb.scan {TableName: t} | Items[].n.N", list("012345")),
    ):
        for taken in range(1, 6):
            result = engine.run(question, limit=taken)
            rows = result.to_list()
            rest = engine.run(question, starting_token=result.resume_token).to_list()
            assert rows + rest == expected


def test_secondary_lists_of_the_page_behind_a_token_are_kept(wire: Wire) -> None:
    wire.serve(
        "s3.list_objects_v2",
        [
            {"Contents": [{"Key": "a"}], "CommonPrefixes": [{"Prefix": "x/"}]},
            {"Contents": [{"Key": "b"}], "CommonPrefixes": [{"Prefix": "y/"}]},
        ],
    )
    engine = Engine(wire.session)
    question = "s3.list_objects_v2 {Bucket: b, Delimiter: /} | CommonPrefixes[].Prefix"
    first = engine.run(question, limit=1)
    assert first.to_list() == ["x/"]
    assert engine.run(question, starting_token=first.resume_token).to_list() == ["y/"]


def test_a_token_as_the_service_gave_it_is_a_starting_token(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 4))
    result = Engine(wire.session).run(LIST_USERS, starting_token="token-1")
    assert result.to_list() == NAMES[4:]


def test_max_items_counts_items_of_the_result_key_and_goes_on(wire: Wire) -> None:
    reservations = [
        {"Instances": [{"InstanceId": f"i-{r}{n}"} for n in range(4)]} for r in range(3)
    ]
    wire.serve("ec2.describe_instances", pages("Reservations", reservations, 3))
    engine = Engine(wire.session)
    question = "ec2.describe_instances | Reservations[].Instances[].InstanceId"
    first = engine.run(question, max_items=2)
    rows = first.to_list()
    assert len(rows) == 8
    assert first.outcomes[0].status == "stopped"
    rest = engine.run(question, starting_token=first.resume_token).to_list()
    assert rows + rest == [f"i-{r}{n}" for r in range(3) for n in range(4)]


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_max_items_at_the_end_of_a_page_goes_on_too(wire: Wire, size: int) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 5))
    engine = Engine(wire.session)
    rows: list[Any] = []
    token: str | None = None
    while True:
        result = engine.run(LIST_USERS, max_items=size, starting_token=token)
        rows.extend(result)
        token = result.resume_token
        if token is None:
            break
    assert rows == NAMES


def test_page_size_is_sent_as_the_operation_calls_it(wire: Wire) -> None:
    wire.serve_items("iam.list_users", USERS)
    assert Engine(wire.session).run(LIST_USERS, page_size=3).to_list() == NAMES
    assert [request.parameters["MaxItems"] for request in wire.requests] == [3, 3, 3, 3]


def test_pagination_of_the_query_is_used_and_that_of_the_call_comes_before_it(wire: Wire) -> None:
    from querykit import Pagination

    wire.serve_items("iam.list_users", USERS)
    question = Query(
        "iam", "list_users", expression="Users[].UserName", pagination=Pagination(page_size=5)
    )
    engine = Engine(wire.session)
    assert engine.run(question).pages == 0
    assert engine.run(question).to_list() == NAMES
    assert len(wire.requests) == 2
    assert engine.run(question, page_size=10).to_list() == NAMES
    assert len(wire.requests) == 3


def test_a_page_size_is_a_wish_that_is_kept_within_what_an_operation_allows(wire: Wire) -> None:
    engine = Engine(wire.session)
    for question, wish, size in (
        ("iam.list_users", 5000, 1000),
        ("rds.describe_db_instances", 7, 7),
        ("ec2.describe_security_groups", 1, 5),
        ("route53.list_hosted_zones", 7, 7),
        ("sts.get_caller_identity", 7, None),
    ):
        assert engine.plan(question, page_size=wish).pagination.page_size == size, question
    written = Query("sts", "get_caller_identity", pagination=Pagination(page_size=5))
    with pytest.raises(QueryError, match=r"sts.get_caller_identity does not accept a page size"):
        engine.plan(written)


def test_an_operation_without_pages_takes_no_token(wire: Wire) -> None:
    engine = Engine(wire.session)
    with pytest.raises(QueryError, match="is not paginated and does not accept a starting token"):
        engine.run("sts.get_caller_identity", starting_token="x")


def test_an_operation_without_pages_has_no_rest(wire: Wire) -> None:
    wire.serve("ec2.describe_regions", [{"Regions": [{"RegionName": n} for n in "abc"]}])
    result = Engine(wire.session).run("ec2.describe_regions | Regions[].RegionName", limit=2)
    assert result.to_list() == ["a", "b"]
    assert result.outcomes[0].status == "stopped"


def _incomplete(result: Result) -> tuple[list[Any], IncompleteError]:
    rows: list[Any] = []
    with pytest.raises(IncompleteError) as raised:
        rows.extend(iter(lambda: next(result), object()))
    with pytest.raises(IncompleteError):
        next(result)  # asked again, it still does not look like an end
    return rows, raised.value


def test_tokens_that_go_round_in_a_circle_end_incomplete(wire: Wire) -> None:
    wire.serve(
        "iam.list_users",
        [
            page({"Users": [USERS[0]]}, token="A"),
            page({"Users": [USERS[1]]}, token="B"),
            page({"Users": [USERS[2]]}, token="A"),
        ],
    )
    result = Engine(wire.session).run(LIST_USERS)
    rows, error = _incomplete(result)
    assert rows == NAMES[:3]
    assert "the same token came back: the pages repeat" in str(error)
    assert isinstance(error.outcomes[0].error, TruncatedError)


def test_the_same_token_twice_ends_incomplete(wire: Wire) -> None:
    wire.serve(
        "iam.list_users",
        [page({"Users": [USERS[0]]}, token="A"), page({"Users": [USERS[1]]}, token="A")],
    )
    rows, _ = _incomplete(Engine(wire.session).run(LIST_USERS))
    assert rows == NAMES[:2]


def test_the_token_none_is_a_token(wire: Wire) -> None:
    wire.serve("iam.list_users", [page({"Users": [USERS[0]]}, token="None"), {"Users": [USERS[1]]}])
    assert Engine(wire.session).run(LIST_USERS).to_list() == NAMES[:2]


def test_more_without_a_token_ends_incomplete(wire: Wire) -> None:
    wire.serve("iam.list_users", [page({"Users": [USERS[0]]}, token=None, more=True)])
    rows, error = _incomplete(Engine(wire.session).run(LIST_USERS))
    assert rows == NAMES[:1]
    assert "the response says there is more, but has no pagination token" in str(error)


def test_a_limit_ends_pages_without_an_end(wire: Wire) -> None:
    wire.serve("iam.list_users", [endless({"Users": [USERS[0]]})])
    assert len(Engine(wire.session).run(LIST_USERS, limit=50).to_list()) == 50


def test_an_expression_means_the_whole_result(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 4))
    result = Engine(wire.session).run("iam.list_users | length(Users)")
    assert result.to_list() == [10]
    (outcome,) = result.outcomes
    assert (outcome.status, outcome.pages, outcome.rows) == ("complete", 3, 1)
    assert not outcome.partial
    assert result.resume_token is None


def test_closing_a_result_asks_for_no_more(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", USERS, 4))
    result = Engine(wire.session).run(LIST_USERS)
    _taken(result, 2)
    result.close()
    assert list(result) == []
    assert result.outcomes[0].status == "stopped"
    assert len(wire.requests) == 1


def test_a_parameter_may_have_any_name(wire: Wire) -> None:
    wire.serve("iot.list_attached_policies", pages("policies", [{"policyName": "p"}] * 2, 1))
    found = Engine().run("iot.list_attached_policies {target: t} | policies[].policyName")
    assert found.to_list() == ["p", "p"]
    assert [request.parameters["target"] for request in wire.requests] == ["t", "t"]
