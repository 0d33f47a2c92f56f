"""What is known of a query before it runs is worked out once, whoever asks for it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import querykit
from querykit.cli._preflight import reject_errors
from querykit.definitions import definition, drafts
from querykit.engine import Engine
from querykit.engine.plan import plan
from querykit.expressions import expression, parser, typing
from querykit.expressions.pages import division
from querykit.resolved import Resolved
from querykit.services import parameters
from tests.wire import Wire

TEXT = """\
service: iam
operation: list_users
parameters: {PathPrefix: /once/, MaxItems: 7}
expression: length(Users[?CreateDate > $since].Tags[]) || 'none'
variables:
  since: {type: date, default: 2026-01-31}
"""
WATCHED: Mapping[str, Callable[..., Any]] = {
    "read": definition.text_of,
    "parsed": parser.survey,
    "typed": typing.infer,
    "divided": division.split,
    "fitted": parameters.fit,
}


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    expression.survey.cache_clear()
    folder = tmp_path / "iam"
    folder.mkdir()
    (folder / "once.yaml").write_text(TEXT, encoding="utf-8")
    return folder / "once.yaml"


def _count(work: Callable[[], object]) -> Counter[str]:
    """Run something, and count the calls of the functions that are watched."""
    codes = {function.__code__: name for name, function in WATCHED.items()}
    found: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        name = codes.get(frame.f_code) if event == "call" else None
        # The paths of a paginator's tokens and lists are expressions, too.
        if name and not (name == "parsed" and "CreateDate" not in frame.f_locals["text"]):
            found[name] += 1

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return found


ONCE = dict.fromkeys(WATCHED, 1)


def test_a_saved_query_is_looked_up_once_from_the_file_to_the_last_row(
    wire: Wire, saved: Path
) -> None:
    wire.serve("iam.list_users", [{"Users": []}] * 2)
    engine = Engine(wire.session)

    def run() -> None:
        query = querykit.library(saved.parents[1]).find("iam/once")
        assert engine.run(query).to_list() == [0]

    assert _count(run) == ONCE


def test_so_it_is_by_the_command_line(wire: Wire, saved: Path) -> None:
    wire.serve("iam.list_users", [{"Users": []}])
    engine = Engine(wire.session)

    def run() -> None:
        resolved = Resolved(drafts.file(saved, name="iam/once"), {})
        reject_errors(resolved)
        assert engine.start(plan(resolved)).to_list() == [0]

    assert _count(run) == ONCE


def test_a_check_works_out_what_a_run_does(saved: Path) -> None:
    assert _count(lambda: querykit.check(saved)) == ONCE
