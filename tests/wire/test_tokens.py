"""Tokens are added to pages, and a test may have them wrong on purpose."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, PaginationError

from tests.wire import Wire, endless, page


def seen(wire: Wire, *served: Any, most: int = 9) -> list[str]:
    """Serve pages of iam.list_users, and give the names a stock paginator sees."""
    wire.serve("iam.list_users", served)
    found = wire.client("iam").get_paginator("list_users").paginate()
    names = found.search("Users[].UserName")
    return [name for name, _ in zip(names, range(most), strict=False)]


def users(*names: str) -> dict[str, Any]:
    """Make a page of users."""
    return {"Users": [{"UserName": name} for name in names]}


def test_the_same_token_twice_is_an_error_of_botocore(wire: Wire) -> None:
    with pytest.raises(PaginationError):
        seen(wire, page(users("a"), token="t"), page(users("b"), token="t"))


def test_tokens_may_go_round(wire: Wire) -> None:
    round_trip = [page(users(name), token=token) for name, token in ("aA", "bB", "cA")]
    assert "".join(seen(wire, *round_trip)) == "abcbcbcbc"


def test_the_token_none_starts_again(wire: Wire) -> None:
    served = (users("a"), page(users("b"), token="None"), users("c"))
    assert "".join(seen(wire, *served)) == "ababababa"


def test_endless_pages_have_a_new_token_each(wire: Wire) -> None:
    assert seen(wire, users("a"), endless(users("b")), most=5) == ["a", "b", "b", "b", "b"]
    tokens = [request.token for request in wire.requests]
    assert len(set(tokens)) == len(tokens) >= 5


def test_more_without_a_token_and_a_token_without_more(wire: Wire) -> None:
    client = wire.client("iam")
    wire.serve("iam.list_users", [page(users("a"), token=None, more=True), users("b")])
    answer = client.list_users()
    assert (answer["IsTruncated"], answer.get("Marker")) == (True, None)
    wire.serve("iam.list_users", [page(users("a"), more=False), users("b")])
    answer = client.list_users()
    assert (answer["IsTruncated"], answer.get("Marker")) == (False, "token-1")
    assert client.list_users(Marker="token-1")["Users"] == users("b")["Users"]


def test_a_token_that_nobody_gave_is_refused(wire: Wire) -> None:
    wire.serve("ec2.describe_instances", [{"Reservations": []}])
    with pytest.raises(ClientError, match="InvalidNextToken"):
        wire.client("ec2").describe_instances(NextToken="old")


def test_an_operation_without_a_paginator_pages_as_it_is_told(wire: Wire) -> None:
    paging = {
        "input_token": "NextToken",
        "output_token": "NextToken",
        "result_key": "PublicKeyList",
    }
    served = [{"PublicKeyList": [{"Fingerprint": name}]} for name in "ab"]
    wire.serve("cloudtrail.describe_trails", [{"trailList": []}])
    with pytest.raises(ValueError, match="does not page"):
        wire.serve("cloudtrail.describe_trails", [{}, {}])
    wire.serve("cloudtrail.list_public_keys", served, pagination=paging)
    client = wire.client("cloudtrail")
    first = client.list_public_keys()
    assert client.list_public_keys(NextToken=first["NextToken"])["PublicKeyList"] == [
        {"Fingerprint": "b"}
    ]
