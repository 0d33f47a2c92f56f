"""What a watch finds on a page: the signs, what is there, and which of them matter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from querykit.query import Pagination
from querykit.services.pagination import Watch, signs_that_matter, undone
from querykit.services.pagination.paging import Paging
from querykit.services.pagination.signs import Sign, Signs

FLAG = Sign(("truncated",))
DEEP = Sign(("A", "[]", "B", "*", "cut"), (("A", "[]", "B"),))
TOKEN = Sign(("A", "[]", "next"), (("A", "[]"),))
FULL = Sign(("L",), (("L",),), full=(2, 4))
TOTAL = Sign(("L",), (("L",),), full=(9,), total=True)


@dataclass(frozen=True)
class Target:
    """What signs are asked of: an operation has these, and much more."""

    signs: Signs = field(default_factory=Signs)
    paging: Paging = field(default_factory=lambda: Paging("none", {}))


@pytest.mark.parametrize(
    ("signs", "page", "found"),
    [
        ([FLAG], {"truncated": True}, [(FLAG, True)]),
        ([FLAG], {"truncated": False}, []),
        ([FLAG], {"other": True, "A": [{"truncated": True}]}, []),
        ([FLAG, FLAG], {"truncated": 1}, [(FLAG, 1), (FLAG, 1)]),
        (
            [FLAG, DEEP],
            {"A": [{"B": {"x": {"cut": True}, "y": {"cut": False}, "z": {"cut": 2}}}, {}]},
            [(DEEP, True), (DEEP, 2)],
        ),
        # What is of another kind than the path says has no sign.
        ([DEEP], {"A": {"B": {"x": {"cut": True}}}}, []),
        ([DEEP], {"A": [{"B": [{"cut": True}]}, None, "x"]}, []),
        ([DEEP], {"A": [{"B": {"x": "cut", "y": None}}]}, []),
        # A token that is followed, which an element repeats.
        ([TOKEN], {"A": [{"next": "x"}, {"next": "y"}], "Next": "x"}, [(TOKEN, "y")]),
        ([TOKEN], {"A": [{"next": "x"}, {"next": ""}], "Next": ""}, [(TOKEN, "x")]),
        ([TOKEN], {"A": [{"next": "x"}], "In": {"Next": "x"}}, []),
        # Of a list, the length.
        ([FULL], {"L": [1, 2]}, [(FULL, 2)]),
        ([FULL], {"L": [1, 2, 3]}, []),
        ([FULL], {"L": [1, 2, 3, 4, 5]}, [(FULL, 5)]),
        ([FULL], {"L": {"a": 1, "b": 2}}, []),
        ([FULL], {"L": "ab"}, []),
        ([TOTAL], {"L": [1]}, [(TOTAL, 1)]),
        ([TOTAL], {"L": None}, []),
        ([], {"truncated": True}, []),
    ],
)
def test_a_watch_finds_the_signs_on_a_page(
    signs: list[Sign], page: dict[str, Any], found: list[tuple[Sign, Any]]
) -> None:
    assert Watch(signs, ["Next", "In.Next"]).look(page) == found


def test_signs_matter_where_what_they_are_about_is_read() -> None:
    target = Target(Signs(more=(FLAG, DEEP), capped=(FULL,)))
    assert signs_that_matter(target) == (FLAG, DEEP, FULL)
    assert signs_that_matter(target, lambda path: path == ("L",)) == (FLAG, FULL)
    both = Sign(("x",), (("a",), ("b",)))
    target = Target(Signs(more=(both,)))
    assert signs_that_matter(target, lambda path: path == ("b",)) == (both,)
    assert signs_that_matter(target, lambda path: path == ("c",)) == ()


@pytest.mark.parametrize(
    ("parameters", "full"),
    [
        ({"Max": 2}, (4,)),
        ({"Max": 0}, (4,)),
        ({"Max": None}, (2, 4)),
        ({"Other": 2}, (2, 4)),
        (None, (2, 4)),
    ],
)
def test_a_length_that_the_query_sets_is_no_sign_but_the_most_is(
    parameters: dict[str, Any] | None, full: tuple[int, ...]
) -> None:
    for unless, given in (("Max", parameters), ("In.Max", parameters and {"In": parameters})):
        sign = Sign(("L",), (("L",),), full=(2, 4), unless=unless)
        (found,) = signs_that_matter(Target(Signs(capped=(sign,))), parameters=given)
        assert found.full == full
    (found,) = signs_that_matter(Target(Signs(capped=(FULL,))), parameters=parameters)
    assert found == FULL


def test_what_was_not_done_has_its_path() -> None:
    target = Target(Signs(undone=(("Failures",), ("Result", "Missing"), ("None",), ("Empty",))))
    page = {"Result": {"Missing": ["x"]}, "Failures": {"a": 1}, "Empty": [], "Other": ["y"]}
    assert list(undone(target, page)) == [("Failures", {"a": 1}), ("Result.Missing", ["x"])]
    assert list(undone(target, {"Result": ["x"]})) == []


@pytest.mark.parametrize(
    ("paging", "keys"),
    [
        (Paging("none", {}), ["PageSize", "StartingToken", "MaxItems"]),
        (Paging("refused", {}), ["PageSize", "StartingToken", "MaxItems"]),
        (Paging("none", {"limit_key": "Max"}, result_keys=("L",)), ["StartingToken"]),
        (Paging("builtin", {"limit_key": "Max"}, result_keys=("L",)), []),
        (Paging("inferred", {}, result_keys=("L",)), ["PageSize"]),
        (Paging("builtin", {}), ["PageSize"]),
    ],
)
def test_a_setting_that_an_operation_does_not_have_is_named(
    paging: Paging, keys: list[str]
) -> None:
    every = Pagination(page_size=5, starting_token="x", max_items=5)
    assert [key for key, _ in paging.unsuited(every)] == keys
    assert list(paging.unsuited(Pagination())) == []
    told = {
        "PageSize": "does not accept a page size",
        "StartingToken": "is not paginated and does not accept a starting token",
        "MaxItems": "returns no list, so MaxItems has nothing to count",
    }
    assert all(told[key] == why for key, why in paging.unsuited(every))
