"""Items are cut out of pages, however these are cut themselves: plain pages, no wire."""

from __future__ import annotations

from typing import Any

import jmespath
import pytest

from querykit.engine.cursor import Chain, Taken
from querykit.engine.truncation import Cutter
from querykit.errors import CallError


def _cutter(skipped: dict[str, Taken], most: int | None = None) -> Cutter:
    return Cutter([jmespath.compile(key) for key in ("List", "Map")], skipped, most)


def _taken(*elements: Any) -> Taken:
    chain = Chain()
    chain.add(elements)
    return chain.taken


def _none_covered(*_: Any) -> int:
    return 0


def _lists(cutter: Cutter, pages: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What is left of each page, whether it is the last one, and what is taken before and after."""
    cuts = [cutter.cut(page, _none_covered) for page in pages]
    return [(cut.page, cut.is_full, cut.before, cut.after) for cut in cuts]


def test_without_anything_to_cut_pages_stay_as_they_are() -> None:
    page = {"List": [1, 2], "Map": {"a": 1}}
    assert _lists(_cutter({}), [page]) == [(page, False, {}, None)]


@pytest.mark.parametrize(
    ("most", "left", "full", "after"),
    [
        (5, [[1, 2], [3, 4]], [False, False], [None, None]),
        (4, [[1, 2], [3, 4]], [False, True], [None, None]),
        (3, [[1, 2], [3]], [False, True], [None, {"List": _taken(3)}]),
        (2, [[1, 2]], [True], [None]),
        (1, [[1]], [True], [{"List": _taken(1)}]),
    ],
)
def test_max_items_counts_the_elements_of_the_first_key(
    most: int, left: list[Any], full: list[bool], after: list[Any]
) -> None:
    pages: list[dict[str, Any]] = [{"List": [1, 2]}, {"List": [3, 4]}][: len(left)]
    cuts = _lists(_cutter({}, most), pages)
    assert [cut[0]["List"] for cut in cuts] == left
    assert [cut[1] for cut in cuts] == full
    assert [cut[3] for cut in cuts] == after
    assert [cut[2] for cut in cuts] == [{}] * len(cuts)


def test_what_an_earlier_run_took_is_skipped_over_pages() -> None:
    skipped = {"List": _taken(1, 2, 3), "Map": _taken(("a", 1))}
    pages: list[dict[str, Any]] = [
        {"List": [1, 2], "Map": {"a": 1, "b": 2}},
        {"List": [3, 4]},
        {"List": [5]},
    ]
    cutter = _cutter(skipped)
    first, second, third = _lists(cutter, pages)
    assert first == ({"List": [], "Map": {"b": 2}}, False, None, None)
    assert second == ({"List": [4]}, False, {"List": _taken(3)}, None)
    assert third == ({"List": [5]}, False, {}, None)
    assert not cutter.has_changed
    cutter.end()


def test_of_a_token_of_botocore_the_other_keys_are_empty_until_the_first_one_is_skipped() -> None:
    pages: list[dict[str, Any]] = [
        {"List": [1, 2], "Map": {"a": 1}},
        {"List": [3, 4], "Map": {"b": 2}},
        {"List": [5], "Map": {"c": 3}},
    ]
    found = _lists(_cutter({"List": Taken(3)}), pages)
    assert [each[0] for each in found] == [
        {"List": [], "Map": {}},
        {"List": [4], "Map": {}},
        {"List": [5], "Map": {"c": 3}},
    ]


def test_what_is_skipped_is_not_counted_by_max_items() -> None:
    pages = [{"List": [1, 2]}, {"List": [3, 4, 5]}]
    first, second = _lists(_cutter({"List": _taken(1, 2, 3)}, 1), pages)
    assert first[:2] == ({"List": []}, False)
    assert second == ({"List": [4]}, True, {"List": _taken(3)}, {"List": _taken(3, 4)})


def test_elements_whose_rows_were_given_are_not_counted_by_max_items() -> None:
    cut = _cutter({}, 2).cut({"List": [1, 2, 3, 4]}, lambda *_: 1)
    assert (cut.page, cut.is_full) == ({"List": [1, 2, 3]}, True)


def test_max_items_goes_on_counting_on_the_next_page() -> None:
    cutter, free = _cutter({}, 3), iter((1, 0))
    cuts = [cutter.cut({"List": each}, lambda *_: next(free)) for each in ([1, 2], [3, 4, 5])]
    assert [cut.page["List"] for cut in cuts] == [[1, 2], [3, 4]]


def test_max_items_may_be_reached_before_all_of_another_key_is_skipped() -> None:
    skipped = {"List": _taken(1), "Map": _taken(("a", 1), ("b", 2))}
    pages: list[dict[str, Any]] = [{"List": [1, 2], "Map": {"a": 1}}, {"List": [3, 4]}]
    assert _lists(_cutter(skipped, 2), pages) == [
        ({"List": [2], "Map": {}}, False, None, None),
        ({"List": [3]}, True, None, {"List": _taken(1, 2, 3), "Map": skipped["Map"]}),
    ]


def test_a_key_of_which_nothing_was_taken_is_kept_whole() -> None:
    cut = _cutter({"List": _taken(1, 2, 3)}).cut({"List": [1], "Map": {"a": 1}}, _none_covered)
    assert cut.page == {"List": [], "Map": {"a": 1}}


@pytest.mark.parametrize(
    ("key", "page", "left"),
    [
        (
            "Result.List",
            {"Result": {"List": [1, 2, 3], "n": 1}},
            {"Result": {"List": [1, 2], "n": 1}},
        ),
        ("Text", {"Text": "abc", "n": 1}, {"Text": "ab", "n": 1}),
        ("Map", {"Map": {"c": 1, "b": 2, "a": 3}}, {"Map": {"c": 1, "b": 2}}),
        ("Absent", {"n": 1}, {"n": 1}),
    ],
)
def test_a_key_is_a_list_a_map_or_a_string_at_any_depth(key: str, page: Any, left: Any) -> None:
    before = repr(page)
    cutter = Cutter([jmespath.compile(key)], {}, 2)
    assert cutter.cut(page, _none_covered).page == left
    assert repr(page) == before


def test_items_that_changed_or_are_gone_end_the_run() -> None:
    cutter = _cutter({"List": _taken(1, 2), "Map": _taken(("a", 1))})
    with pytest.raises(CallError) as raised:
        cutter.cut({"List": [1, 3]}, _none_covered)
    assert "the items before the starting token have changed" in str(raised.value)
    assert cutter.has_changed
    short = _cutter({"List": _taken(1, 2)})
    short.cut({"List": [1]}, _none_covered)
    with pytest.raises(CallError) as raised:
        short.end()
    assert "1 of the 2 items before the starting token are missing" in str(raised.value)
    assert short.has_changed
