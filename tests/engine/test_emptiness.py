"""So many empty pages in a row, and the run ends: it might never."""

from __future__ import annotations

from typing import Any

import jmespath
import pytest

from querykit.engine.emptiness import Emptiness
from querykit.errors import BoundReachedError

EMPTY: list[dict[str, Any]] = [{}, {"List": []}, {"List": [], "Other": [1]}, {"Count": 0}]
FULL: list[dict[str, Any]] = [{"List": [1]}, {"Count": 1}, {"List": [], "Count": 2}]
METADATA = {"ResponseMetadata": {"RequestId": "r"}}


def _ended(pages: list[dict[str, Any]], keys: list[str], most: int | None) -> int | None:
    """The page at which a run ends; None if it does not."""
    emptiness = Emptiness([jmespath.compile(key) for key in keys], most)
    for number, page in enumerate(pages, 1):
        try:
            emptiness.look({**page, **METADATA})
        except BoundReachedError:
            return number
    return None


@pytest.mark.parametrize(
    ("pages", "most", "end"),
    [
        (EMPTY, 4, 4),
        (EMPTY, 5, None),
        (EMPTY, 1, 1),
        (EMPTY, None, None),
        ([*EMPTY[:3], FULL[0], *EMPTY], 4, 8),
        (FULL, 1, None),
        ([{}] * 1_000, 1_000, 1_000),
    ],
)
def test_empty_pages_in_a_row_end_a_run(
    pages: list[dict[str, Any]], most: int | None, end: int | None
) -> None:
    assert _ended(pages, ["List", "Count"], most) == end


@pytest.mark.parametrize("page", FULL)
def test_one_result_key_with_a_value_makes_a_page_full(page: dict[str, Any]) -> None:
    assert _ended([page], ["List", "Count"], 1) is None


@pytest.mark.parametrize(
    ("page", "end"),
    [
        ({}, 1),
        ({"List": [], "Map": {}, "Text": "x", "Count": 5}, 1),
        ({"List": [1], "Map": {}}, None),
        ({"List": [], "Map": {"a": 1}}, None),
    ],
)
def test_without_result_keys_any_list_or_map_counts(page: dict[str, Any], end: int | None) -> None:
    assert _ended([page], [], 1) == end


def test_the_end_says_how_many_there_were() -> None:
    emptiness = Emptiness([], 1)
    with pytest.raises(BoundReachedError) as raised:
        emptiness.look({})
    assert str(raised.value) == (
        "error: 1 consecutive pages were empty, and the last one has a token\n"
        "  pass a higher --max-empty-pages (max_empty_pages) to continue"
    )
