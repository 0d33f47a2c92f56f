"""What the paging of an operation is made of: botocore's paginator, its shapes, or both."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.model import OperationModel, ServiceModel, ShapeResolver

from querykit.services.operation import operation
from querykit.services.pagination.configuration import paging
from querykit.services.pagination.paging import NO_LIST
from querykit.services.pagination.token_values import restore_blobs

TOKEN, TEXTS, YES = {"shape": "Text"}, {"shape": "Texts"}, {"shape": "Yes"}
PAGED = {"NextToken": TOKEN}


def _model(takes: dict[str, Any] | None, gives: dict[str, Any] | None) -> OperationModel:
    """An operation of no service, whose fields are strings, lists of strings, and flags."""
    shapes: dict[str, Any] = {
        "Text": {"type": "string"},
        "Texts": {"type": "list", "member": TOKEN},
        "Yes": {"type": "boolean"},
    }
    found: dict[str, Any] = {"name": "GetThings"}
    for side, members in (("input", takes), ("output", gives)):
        if members is not None:
            shapes[side] = {"type": "structure", "members": members}
            found[side] = {"shape": side}
    model = {"metadata": {}, "operations": {"GetThings": found}, "shapes": shapes}
    return ServiceModel(model, "none").operation_model("GetThings")


@pytest.mark.parametrize(
    ("gives", "key", "lists"),
    [
        ({"A": TEXTS, "B": TOKEN}, "A", ("A",)),
        ({"A": TEXTS, "B": TEXTS}, NO_LIST, ()),
        ({"B": TOKEN}, NO_LIST, ()),
        (None, NO_LIST, ()),
    ],
)
def test_one_page_has_its_only_list(
    gives: dict[str, Any] | None, key: str, lists: tuple[str, ...]
) -> None:
    found = paging("none", _model(None, gives))
    assert (found.kind, found.result_keys) == ("none", lists)
    assert found.configuration == {"input_token": [], "output_token": [], "result_key": key}
    assert found.why == "one page: the operation takes no pagination token"


BUILTIN = {"input_token": "NextToken", "output_token": "NextToken", "result_key": "A"}
OTHER = {"input_token": "Page", "output_token": "Next", "result_key": ["A", "Inner.B"]}
SIZED, SIZE = {**PAGED, "Limit": TOKEN}, {"limit_key": "Limit"}
FLAG = {"more_results": "IsTruncated"}
FLAGGED = {**PAGED, "A": TEXTS, "IsTruncated": YES}


@pytest.mark.parametrize(
    ("takes", "gives", "builtin", "added", "lists"),
    [
        # The shapes add the page size and the flag, which is that of their own tokens.
        (SIZED, FLAGGED, BUILTIN, {**SIZE, **FLAG}, ("A",)),
        (SIZED, FLAGGED, OTHER, SIZE, ("A",)),
        ({"Limit": TOKEN}, FLAGGED, OTHER, SIZE, ("A",)),
        (None, FLAGGED, OTHER, {}, ("A",)),
        (None, None, BUILTIN, {}, ()),
        ({}, {"A": TOKEN}, BUILTIN, {}, ()),
        # What the paginator says comes first.
        (SIZED, FLAGGED, {**BUILTIN, "limit_key": "Max"}, FLAG, ("A",)),
        (PAGED, FLAGGED, {**BUILTIN, "result_key": []}, {"result_key": NO_LIST, **FLAG}, ()),
        (PAGED, FLAGGED, {**BUILTIN, "result_key": ["A"]}, {"result_key": "A", **FLAG}, ("A",)),
    ],
)
def test_a_paginator_is_completed_from_the_shapes(
    takes: dict[str, Any] | None,
    gives: dict[str, Any] | None,
    builtin: dict[str, Any],
    added: dict[str, Any],
    lists: tuple[str, ...],
) -> None:
    found = paging("none", _model(takes, gives), builtin)
    assert found.kind == "builtin"
    assert found.configuration == {**builtin, **added}
    assert found.result_keys == lists


def test_without_a_paginator_the_shapes_say_it() -> None:
    found = paging("none", _model(SIZED, FLAGGED))
    assert found.kind == "inferred"
    assert found.configuration == {**BUILTIN, **SIZE, **FLAG}
    no_list = paging("none", _model(PAGED, PAGED))
    assert no_list.configuration == {**BUILTIN, "result_key": NO_LIST}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (
            "route53.list_resource_record_sets",
            "botocore's own paginator: NextRecordName and NextRecordType and NextRecordIdentifier"
            " of one page are sent as StartRecordName and StartRecordType and StartRecordIdentifier"
            " for the next",
        ),
        ("kendra.query", "PageNumber is incremented until a page is empty"),
        (
            "deadline.search_jobs",
            "from its documentation: nextItemOffset of one page is sent as itemOffset for the next",
        ),
    ],
)
def test_how_the_pages_follow_is_said(name: str, why: str) -> None:
    assert operation(*name.split(".")).paging.why.split("; ")[0] == why


@pytest.mark.parametrize("kind", ["In", "Texts", "Map", "Text", "Data"])
def test_a_token_of_another_kind_than_its_shape_stays(kind: str) -> None:
    data = {"shape": "Data"}
    shapes: Any = {
        "In": {"type": "structure", "members": {"a": data}},
        "Texts": {"type": "list", "member": data},
        "Map": {"type": "map", "key": TOKEN, "value": data},
        "Data": {"type": "blob"},
        "Text": {"type": "string"},
    }
    shape: Any = ShapeResolver(shapes).get_shape_by_name(kind)
    tokens = {
        "In": ({"a": "YQ==", "b": "YQ=="}, {"a": b"a", "b": "YQ=="}),
        "Texts": (["YQ=="], [b"a"]),
        "Map": ({"k": "YQ=="}, {"k": b"a"}),
        "Data": ("YQ==", b"a"),
        "Text": ("YQ==", "YQ=="),
    }
    assert restore_blobs(tokens[kind][0], shape) == tokens[kind][1]
    others = {"In": ["YQ=="], "Texts": {"a": "YQ=="}, "Map": ["YQ=="], "Data": 5, "Text": {"a": 1}}
    for value in (others[kind], None, 5):
        assert restore_blobs(value, shape) == value
