"""Numbers that cannot limit anything are rejected, wherever they come from, before any call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from querykit import Engine, Pagination, Query
from querykit.errors import QueryError
from tests.wire import Wire

NO_NUMBERS: tuple[Any, ...] = (0, -1, True, 2.0, "5")
NO_TOKENS: tuple[Any, ...] = ("", " ", 5)
USERS = Query("iam", "list_users")


def _ways(name: str, value: Any) -> list[Callable[[Engine], object]]:
    """Every way to set something: of a call, of a plan, of a query that is built or written."""
    given = {name: value}
    ways: list[Callable[[Engine], object]] = [
        lambda engine: engine.run("iam.list_users", **given),
        lambda engine: engine.run(USERS, check=False, **given),
        lambda engine: engine.plan(USERS, **given),
    ]
    if name == "limit":
        ways += [
            lambda _: Query("iam", "list_users", **given),
            lambda _: replace(USERS, **given),
            lambda engine: engine.start(replace(engine.plan(USERS), **given)),
        ]
    else:
        ways += [
            lambda _: Pagination(**given),
            lambda engine: engine.start(
                replace(engine.plan(USERS), pagination=Pagination(**given))
            ),
        ]
    return ways


@pytest.mark.parametrize("value", NO_NUMBERS)
@pytest.mark.parametrize("name", ["limit", "page_size", "max_items"])
def test_a_number_must_be_a_positive_integer(wire: Wire, name: str, value: Any) -> None:
    engine = Engine(wire.session)
    for way in _ways(name, value):
        with pytest.raises(QueryError) as raised:
            way(engine)
        hint = f"\n  remove {name} for no limit" if value == 0 and name != "page_size" else ""
        assert str(raised.value) == f"error: {name} must be a positive integer, not {value!r}{hint}"
    assert wire.requests == []


@pytest.mark.parametrize("value", NO_TOKENS)
def test_a_starting_token_must_not_be_empty(wire: Wire, value: Any) -> None:
    engine = Engine(wire.session)
    for way in _ways("starting_token", value):
        with pytest.raises(QueryError) as raised:
            way(engine)
        assert str(raised.value) == f"error: starting_token must be a token, not {value!r}"
    assert wire.requests == []


def test_a_mode_and_a_flatten_that_do_not_exist_are_rejected() -> None:
    wrong: dict[str, Any] = {"mode": "pages", "flatten": "none"}
    with pytest.raises(QueryError) as raised:
        Query("iam", "list_users", **wrong)
    assert str(raised.value) == (
        "error: mode must be whole or page, not 'pages'\n"
        "error: flatten must be one or all, not 'none'"
    )
