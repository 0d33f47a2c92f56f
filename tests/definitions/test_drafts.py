"""What a query was read from goes with it, and is read once."""

from __future__ import annotations

import builtins
import io
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import querykit
from querykit import Engine
from tests.wire import Wire


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The definitions that are opened, one after the other."""
    found: list[str] = []
    original = io.open

    def count(file: Any, *args: Any, **options: Any) -> Any:
        if str(file).endswith(".yaml"):
            found.append(str(file))
        return original(file, *args, **options)

    monkeypatch.setattr(io, "open", count)
    monkeypatch.setattr(builtins, "open", count)
    monkeypatch.setattr(Path, "open", count)  # Python 3.10's has an io.open of its own
    return found


def test_a_saved_query_is_read_from_disk_once(wire: Wire, opened: list[str]) -> None:
    wire.serve("iam.list_users", [{"Users": [{"UserName": "ann"}]}])
    query = querykit.library().find("iam/users")
    assert querykit.check(query) == []
    assert [row["name"] for row in Engine(wire.session).run(query)] == ["ann"]
    assert opened == [query.source]


def test_a_place_is_that_of_the_text_that_was_read(tmp_path: Path) -> None:
    file = tmp_path / "q.yaml"
    file.write_text("service: iam\noperation: list_users\nexpression: >-\n  Users[].\n  Arm\n")
    query = querykit.load(file)
    file.write_text("# another\n" * 9)
    [found] = querykit.check(query)
    assert (str(found.location), found.rule) == (f"{file}:5:3", "unknown-field")
    [found] = querykit.check(pickle.loads(pickle.dumps(query)))
    assert str(found.location) == f"{file}:5:3"


def test_a_comment_silences_a_query_that_was_read_from_a_text(tmp_path: Path) -> None:
    file = tmp_path / "q.yaml"
    file.write_text(
        "service: iam\noperation: list_users\n"
        "expression: sort_by(Users, &UserName)[].Arn  # querykit: ignore[full-merge]\n"
    )
    query = querykit.load(file)
    file.unlink()
    assert querykit.check(query) == []


def test_another_expression_than_that_of_the_text_has_the_place_of_the_text() -> None:
    read = querykit.query("iam.list_users | Users[].Arn")
    [found] = querykit.check(replace(read, expression="Users[].Path.Arn"))
    assert found.rule == "field-of-scalar"


def test_the_text_is_neither_printed_nor_compared() -> None:
    query = querykit.query("iam.list_users | Users[].Arn")
    assert "text=" not in repr(query)
    assert replace(query, text=None) == query
