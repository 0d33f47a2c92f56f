"""A page that repeats another token than was sent is the page of another request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from querykit.engine.echoes import check_echoes
from querykit.errors import ForeignResponseError

Method = Callable[..., dict[str, Any]]


def _returning(page: dict[str, Any]) -> Method:
    return lambda **_: page


@pytest.mark.parametrize(
    ("sent", "returned"),
    [
        ("a", "a"),
        (" a", "a "),
        (5, "5"),
        # S3 encodes what it repeats, and botocore decodes some of it.
        ("a b", "a%20b"),
        ("a b", "a+b"),
        ("a%20b", "a b"),
        ("a+b", "a b"),
        ("a%20b", "a%20b"),
        ("a+b c", "a+b%20c"),
        ("a+b%20c", "a+b c"),
        ("\u00e9", "%C3%A9"),
        # What is not repeated, or was not sent.
        ("a", ""),
        ("a", None),
        ("", "b"),
        (None, "b"),
    ],
)
def test_a_page_that_repeats_its_token_is_the_one(sent: Any, returned: Any) -> None:
    page = {"List": {"Marker": returned}, "Items": [1]}
    method = check_echoes(_returning(page), {"Marker": "List.Marker"})
    assert method(Marker=sent, Other="x") == page
    assert check_echoes(_returning({}), {"Marker": "List.Marker"})(Marker=sent) == {}
    assert method() == page


@pytest.mark.parametrize(("sent", "returned"), [("a", "b"), ("a", "A"), ("a", "ab"), (5, 6)])
def test_a_page_that_repeats_another_token_is_of_another_request(sent: Any, returned: Any) -> None:
    paths = {"First": "First", "Marker": "List.Marker"}
    method = check_echoes(_returning({"First": "x", "List": {"Marker": returned}}), paths)
    with pytest.raises(ForeignResponseError) as raised:
        method(First="x", Marker=sent)
    assert str(raised.value) == (
        "error: the response does not belong to the request: its List.Marker is "
        f"{returned!r}, but {sent!r} was sent\n"
        "  look for a proxy or a cache between here and the endpoint"
    )


def test_names_that_aws_writes_in_its_own_way_are_not_compared() -> None:
    method = _returning({"DNSName": "a.", "HostedZoneId": "/hostedzone/Z", "Marker": "b"})
    paths = {"DNSName": "DNSName", "HostedZoneId": "HostedZoneId"}
    assert check_echoes(method, paths) is method
    with pytest.raises(ForeignResponseError):
        check_echoes(method, {**paths, "Marker": "Marker"})(DNSName="a", Marker="c")
