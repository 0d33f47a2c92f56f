"""A run that is interrupted resumes where it was, however little it had read."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import Any

import pytest

from querykit import Engine
from querykit.waiting import Waiting
from tests.wire import Wire, pages


@pytest.mark.parametrize("expression", ["Users[].UserName", "Users[1:5].UserName | [0:]", "Users"])
def test_a_chain_of_interrupted_runs_loses_no_row_and_repeats_none(
    wire: Wire, expression: str
) -> None:
    wire.serve("iam.list_users", pages("Users", [{"UserName": name} for name in "abcdefg"], 2))
    engine = Engine(session=wire.session)
    query = f"iam.list_users | {expression}"
    rows: list[Any] = []
    token = None
    # Most are interrupted before or in their first request.
    for taken in (0, 1, 0, 0, 2, 0, 1, 0):
        waiting = Waiting()
        result = engine.start(engine.plan(query, starting_token=token), waiting)
        rows += islice(result, taken)
        waiting.interrupt(KeyboardInterrupt())
        with suppress(KeyboardInterrupt):
            result.for_each(rows.append)
        result.close()
        token = result.resume_token
        (outcome,) = result.outcomes
        assert outcome.resume_token == token
        assert rows == [] or token or outcome.status == "complete"
        if outcome.status == "complete":
            break
    else:
        rows += engine.run(query, starting_token=token)
    assert rows == engine.run(query).to_list()


@pytest.mark.parametrize("expression", ["length(Users)", "Users[-1].UserName"])
def test_an_interrupted_run_of_a_part_goes_on_where_that_began(wire: Wire, expression: str) -> None:
    wire.serve("iam.list_users", pages("Users", [{"UserName": name} for name in "abcdefg"], 2))
    engine = Engine(session=wire.session)
    query = f"iam.list_users | {expression}"
    begun = engine.run(query, max_items=3)
    begun.to_list()
    token = begun.resume_token
    assert token
    waiting = Waiting()
    result = engine.start(engine.plan(query, starting_token=token), waiting)
    waiting.interrupt(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        next(result)
    assert result.resume_token == token
    rest = engine.run(query, starting_token=token)
    assert len(rest.to_list()) == 1
    assert rest.resume_token is None


def test_a_result_that_is_closed_before_its_first_row_keeps_its_token(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", [{"UserName": name} for name in "abcdefg"], 2))
    engine = Engine(session=wire.session)
    query = "iam.list_users | Users[].UserName"
    first = engine.run(query, limit=3)
    assert first.resume_token is None
    assert first.to_list() == ["a", "b", "c"]
    closed = engine.run(query, starting_token=first.resume_token)
    assert closed.resume_token == first.resume_token
    closed.close()
    assert closed.resume_token == closed.outcomes[0].resume_token == first.resume_token
    assert closed.pages == 0


def test_a_run_that_needs_no_further_page_has_no_token_of_where_it_began(wire: Wire) -> None:
    wire.serve("iam.list_users", pages("Users", [{"UserName": name} for name in "abcdefg"], 2))
    result = Engine(session=wire.session).run(
        "iam.list_users | Users[0].UserName", starting_token="token-1"
    )
    assert result.to_list() == ["c"]
    (outcome,) = result.outcomes
    assert (outcome.status, outcome.resume_token, outcome.partial) == ("complete", None, True)
