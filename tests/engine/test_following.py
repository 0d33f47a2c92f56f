"""What follows a page is read from the page: its tokens, its flag, its number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jmespath
import pytest

from querykit.engine.tokens import Following, Tokens
from querykit.services.operation import operation
from querykit.services.pagination import Paging

PAGING = operation("iam", "list_users").paging


def _tokens(outputs: str = "Marker", more: str | None = "More", paging: Paging = PAGING) -> Tokens:
    found = [jmespath.compile(each) for each in outputs.split(", ")]
    inputs = [f"In{number}" for number in range(len(found))]
    flag = jmespath.compile(more) if more else None
    keys = [jmespath.compile("List")]
    return Tokens(inputs, found, flag, keys, paging, lambda name, token: f"{name}:{token}")


A = {"In0": "In0:a"}


@pytest.mark.parametrize(
    ("page", "doubted", "following"),
    [
        ({"More": True, "Marker": "a"}, False, Following(A)),
        ({"More": True, "Marker": "a"}, True, Following(A)),
        ({"More": True}, False, None),
        ({"More": True, "Marker": ""}, False, None),
        ({"More": False}, False, None),
        # It says that it is the last one, and has a token: one more page tells who is right.
        ({"More": False, "Marker": "a"}, False, Following(A, is_doubtful=True)),
        ({"Marker": "a"}, False, Following(A, is_doubtful=True)),
        ({"Marker": "a", "List": [1]}, True, Following(A, is_doubtful=True)),
        ({"Marker": "a", "List": []}, True, None),
    ],
)
def test_a_token_is_followed_unless_two_pages_say_that_they_are_the_last(
    page: dict[str, Any], doubted: bool, following: Following | None
) -> None:
    assert _tokens().following(page, {}, is_doubted=doubted) == following


@pytest.mark.parametrize(("page", "says"), [({"More": True}, True), ({"More": False}, False)])
def test_a_page_says_that_there_is_more_by_its_flag(page: dict[str, Any], says: bool) -> None:
    assert _tokens().says_more(page) is says
    assert _tokens(more=None).says_more(page) is False


def test_without_a_flag_the_token_alone_counts() -> None:
    tokens = _tokens(more=None)
    assert tokens.following({"Marker": "a"}, {}, is_doubted=False) == Following(A)
    assert tokens.following({}, {}, is_doubted=False) is None


def test_one_of_several_tokens_may_be_absent() -> None:
    found = _tokens("A, B").following({"More": True, "B": "b"}, {}, is_doubted=False)
    assert found == Following({"In0": None, "In1": "In1:b"})


@pytest.mark.parametrize(
    ("output", "page", "token"),
    [
        ("Next || List[-1].Key", {"More": True, "List": [{"Key": "k"}]}, "In0:k"),
        ("Next || List[-1].Key", {"More": True, "Next": "n", "List": [{"Key": "k"}]}, "In0:n"),
        # On a page that says it is the last, an item is no token.
        ("Next || List[-1].Key", {"More": False, "List": [{"Key": "k"}]}, None),
        ("Next || List[-1].Key", {"More": False, "Next": "n"}, "In0:n"),
        ("List[-1].Key", {"More": False, "List": [{"Key": "k"}]}, None),
        ("List[-1].Key", {"More": True, "List": [{"Key": "k"}]}, "In0:k"),
    ],
)
def test_the_last_item_is_a_token_only_if_there_is_more(
    output: str, page: dict[str, Any], token: str | None
) -> None:
    found = _tokens(output).following(page, {}, is_doubted=False)
    assert (found.tokens["In0"] if found else None) == token


@pytest.mark.parametrize(
    ("request_", "ends"),
    [({"In0": "In0:a", "In1": "In1:b"}, True), ({"In0": "In0:a"}, False), ({}, False)],
)
def test_the_same_token_again_ends_the_pages_of_some_operations(
    request_: dict[str, Any], ends: bool
) -> None:
    page = {"More": True, "A": "a", "B": "b"}
    both = Following({"In0": "In0:a", "In1": "In1:b"})
    repeating = _tokens("A, B", paging=replace(PAGING, repeat_ends=True))
    assert repeating.following(page, request_, is_doubted=False) == (None if ends else both)
    others = _tokens("A, B", paging=replace(PAGING, repeat_ends=False))
    assert others.following(page, request_, is_doubted=False) == both


@pytest.mark.parametrize(
    ("first", "request_", "following"),
    [(1, {}, 2), (0, {}, 1), (1, {"In0": 7}, 8), (0, {"In0": 0}, 1)],
)
def test_pages_may_be_numbered_by_the_caller(
    first: int, request_: dict[str, Any], following: int
) -> None:
    tokens = _tokens(more=None, paging=replace(PAGING, counts_from=first))
    found = tokens.following({"List": [1]}, request_, is_doubted=False)
    assert found == Following({"In0": following})
    assert tokens.following({"List": []}, request_, is_doubted=False) is None
