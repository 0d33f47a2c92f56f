"""What pages say is missing is told in one error, with what to do: plain pages, no wire."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from querykit.engine.completeness import Completeness
from querykit.engine.cursor import Missing
from querykit.errors import PartialFailureError, QuerykitError, TruncatedError
from querykit.services.needs import Needs
from querykit.services.operation import operation

CUT = Missing("A has 10 elements", "list them", is_cut=True)
FAILED = Missing("B failed")


def _told(
    dotted: str, parameters: dict[str, Any], pages: list[Any], *earlier: Missing
) -> QuerykitError | None:
    service, name = dotted.split(".")
    completeness = Completeness(operation(service, name), parameters, Needs(), earlier)
    for page in pages:
        completeness.look(page)
    try:
        completeness.reject()
    except QuerykitError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("earlier", "kind", "message"),
    [
        ([CUT], TruncatedError, "A has 10 elements\n  list them"),
        ([FAILED], PartialFailureError, "B failed"),
        ([CUT, FAILED, CUT], TruncatedError, "A has 10 elements; B failed\n  list them"),
        (
            [CUT, Missing("C", "list them"), Missing("D", "ask again")],
            TruncatedError,
            "A has 10 elements; C; D\n  list them\n  ask again",
        ),
    ],
)
def test_what_earlier_pages_said_is_said_again_once(
    earlier: list[Missing], kind: type[QuerykitError], message: str
) -> None:
    found = _told("iam.list_users", {}, [{"Users": []}], *earlier)
    assert (type(found), str(found)) == (kind, f"error: {message}")


def test_a_page_that_says_nothing_is_whole() -> None:
    assert _told("iam.list_users", {}, [{"Users": []}]) is None


@pytest.mark.parametrize(
    ("parameters", "is_whole"),
    [
        ({}, True),
        ({"startFromHead": True}, True),
        ({"startFromHead": False}, False),
    ],
)
def test_a_log_that_is_read_from_its_end_is_only_its_newest_page(
    parameters: dict[str, Any], is_whole: bool
) -> None:
    found = _told("logs.get_log_events", parameters, [{"events": []}])
    assert str(found or "") == (
        ""
        if is_whole
        else "error: startFromHead: false returns only the newest page\n"
        "  remove startFromHead to read from the beginning"
    )


@pytest.mark.parametrize(
    ("pages", "contains"),
    [
        ([{"UnprocessedImageIds": []}], None),
        ([{"failures": [{"arn": "\u00e9"}]}], 'failures contains {"arn": "\u00e9"}'),
        ([{"failures": ["a", "b"]}, {"failures": ["c"]}], 'failures contains "a" and 2 more'),
        (
            [{"failures": [datetime(2026, 1, 2, tzinfo=timezone.utc)]}],
            'failures contains "2026-01-02 00:00:00+00:00"',
        ),
    ],
)
def test_what_was_not_processed_is_named(pages: list[Any], contains: str | None) -> None:
    found = _told("ecs.describe_tasks", {}, pages)
    if contains is None:
        assert found is None
    else:
        assert isinstance(found, PartialFailureError)
        assert str(found) == f"error: AWS did not process everything: {contains}"
