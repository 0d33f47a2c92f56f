"""Pages merged into the one response that they would be: the whole, and what changed meanwhile."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from querykit.expressions.pages.joins import Join
from querykit.expressions.pages.merge import Layout, Merge
from tests.cases import read_cases

CASES = read_cases(Path(__file__).with_name("merging.yaml"))


def _layout(joins: dict[str, Any] | None = None, **fields: Any) -> Layout:
    known = {
        path: Join(
            tuple(each["by"]),
            tuple(each.get("apart", ())),
            tuple(each["open"]) if "open" in each else None,
        )
        for path, each in (joins or {}).items()
    }
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()
    }
    return Layout(joins=known, **plain)


def _merged(path: str, layout: Layout, values: list[Any]) -> Merge:
    merge = Merge(path, layout)
    for value in values:
        merge.add(value)
    return merge


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["it"])
def test_pages_are_merged_into_the_whole(case: dict[str, Any]) -> None:
    layout, pages = _layout(**case.get("layout", {})), case["pages"]
    before = copy.deepcopy(pages)
    merge = _merged("", layout, pages)
    # Of objects that are equal, the order of the fields counts.
    assert json.dumps(merge.value()) == json.dumps(case["whole"])
    changes = {each.field: [each.first, each.last] for each in merge.changes}
    assert changes == case.get("changes", {})
    assert pages == before
    assert not merge.enough


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["it"])
def test_a_field_alone_is_merged_as_it_is_in_the_whole(case: dict[str, Any]) -> None:
    layout = _layout(**case.get("layout", {}))
    for name, whole in case["whole"].items():
        if name in layout.counts:  # the lists that it counts are beside it
            continue
        merge = _merged(name, layout, [page.get(name) for page in case["pages"]])
        assert json.dumps(merge.value()) == json.dumps(whole)


def test_a_page_whose_fields_all_change_tells_twenty() -> None:
    pages = [{f"f{number}": value for number in range(30)} for value in (1, 2, 3)]
    changes = _merged("", Layout(), pages).changes
    assert [each.field for each in changes] == [f"f{number}" for number in range(20)]
    assert {(each.first, each.last) for each in changes} == {(1, 3)}
