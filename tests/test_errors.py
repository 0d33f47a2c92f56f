"""Errors say what, where, why and the fix; the tree of them is the one that is drawn."""

from __future__ import annotations

import inspect
import pickle
import re
from collections.abc import Iterator
from typing import Any

import pytest

from querykit import Outcome, errors
from querykit.checks import Finding
from querykit.errors import (
    CallError,
    CheckError,
    DefinitionError,
    ForeignResponseError,
    IncompleteError,
    Location,
    MissingExtraError,
    Mistake,
    QuerykitError,
    UnknownNameError,
    WriteNotAllowedError,
    nearest,
)
from querykit.target import Target

PLACE = Location("q.yaml", 3, 8, "title: 実行 [x]")
OUTCOME = Outcome(
    service="ec2",
    operation="DescribeInstances",
    target=Target("eu-west-1"),
    status="failed",
    pages=1,
    rows=50,
    error=CallError("denied", hint="ask for leave", code="AccessDenied"),
)
EXAMPLES: list[Any] = [
    UnknownNameError("output format", "jsn", ["json"]),
    MissingExtraError("demo", "moto"),
    CallError("denied", hint="ask for leave", code="AccessDenied"),
    IncompleteError([OUTCOME]),
    ForeignResponseError("empty", page={"ResponseMetadata": {"HTTPStatusCode": 200}}),
    DefinitionError([Mistake("b", PLACE, "c"), Mistake("a")]),
    CheckError([Finding("b", PLACE, "c", rule="unknown-field")], [Mistake("a")]),
    WriteNotAllowedError("sqs.purge_queue", "is not read-only"),
]


def _kinds() -> list[type[QuerykitError]]:
    members = [getattr(errors, name) for name in errors.__all__]
    return [kind for kind in members if inspect.isclass(kind) and issubclass(kind, QuerykitError)]


def _drawn() -> Iterator[tuple[str, str | None, int | None]]:
    """Each error of the drawing in the docstring: its name, its parent, its exit status."""
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"    ((?:[│ ]   )*(?:[├└]── )?)(\w+Error)\b(.*)", line):
            del above[len(match[1]) // 4 :]
            status = re.search(r"exit (\d)", match[3])
            yield match[2], above[-1] if above else None, int(status[1]) if status else None
            above.append(match[2])


def test_the_tree_is_the_one_that_is_drawn() -> None:
    drawn = {name: parent for name, parent, _ in _drawn()}
    assert drawn == {
        kind.__name__: kind.__base__.__name__ if kind is not QuerykitError else None
        for kind in _kinds()
        if kind.__base__ is not None
    }


def test_the_exit_statuses_are_those_that_are_drawn() -> None:
    statuses: dict[str, int] = {}
    for name, parent, status in _drawn():
        statuses[name] = status if status is not None else statuses[parent or ""]
    assert statuses == {kind.__name__: kind.exit_status for kind in _kinds()}


def test_what_is_listed_is_sorted_and_all_there_is() -> None:
    public = {
        name
        for name, member in vars(errors).items()
        if getattr(member, "__module__", "").startswith("querykit") and not name.startswith("_")
    }
    assert errors.__all__ == sorted(public)


@pytest.mark.parametrize("kind", _kinds(), ids=lambda kind: kind.__name__)
def test_every_error_has_a_first_line(kind: type[QuerykitError]) -> None:
    assert (kind.__doc__ or "").splitlines()[0].endswith((".", ":", ","))


@pytest.mark.parametrize("kind", _kinds(), ids=lambda kind: kind.__name__)
def test_every_error_survives_a_pickle(kind: type[QuerykitError]) -> None:
    known = [*EXAMPLES, WriteNotAllowedError("sqs.purge_queue", "is not read-only")]
    examples = [error for error in known if type(error) is kind] or [kind("a", hint="b")]
    for error in examples:
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            copy = pickle.loads(pickle.dumps(error, protocol))
            assert type(copy) is kind
            assert (str(copy), copy.mistakes) == (str(error), error.mistakes)
            assert copy.__dict__.keys() == error.__dict__.keys()


def test_a_pickle_keeps_what_an_error_knows() -> None:
    unknown, _, call, incomplete, foreign, _, check, _ = [
        pickle.loads(pickle.dumps(error)) for error in EXAMPLES
    ]
    assert (unknown.kind, unknown.name, call.code) == ("output format", "jsn", "AccessDenied")
    (outcome,) = incomplete.outcomes
    assert (outcome.rows, outcome.error.code) == (50, "AccessDenied")
    assert foreign.page == {"ResponseMetadata": {"HTTPStatusCode": 200}}
    assert ForeignResponseError("cut").page is None
    assert check.findings == EXAMPLES[-2].findings


def test_a_mistake_shows_its_line_and_the_fix_below_its_place() -> None:
    assert str(Mistake("no list", Location("q.yaml", 3, 8, "limit: [5]"), "write 5")) == (
        "q.yaml:3:8: error: no list\n    limit: [5]\n           ^ write 5"
    )
    assert str(Mistake("no list", Location("q.yaml", 3, 8, "limit: [5]"))) == (
        "q.yaml:3:8: error: no list\n    limit: [5]\n           ^"
    )
    assert str(Mistake("no list", Location("q.yaml", 3, 8), "write 5")) == (
        "q.yaml:3:8: error: no list\n    write 5"
    )
    assert str(Mistake("no list", hint="write 5")) == "error: no list\n  write 5"
    assert str(Mistake("no list")) == "error: no list"


@pytest.mark.parametrize(
    ("line", "column", "drawn"),
    [
        ("a: b", 5, ["    a: b", "        ^"]),
        ("a: b", 9, ["    a: b", "            ^"]),
        ("実行: x", 5, ["    実行: x", "          ^"]),
        ("e\u0301: x", 4, ["    e\ufffd: x".replace("\ufffd", "\u0301"), "      ^"]),
        ("\ta: x", 5, ["     a: x", "        ^"]),
        ("a\x1b[31m: x", 9, ["    a\ufffd[31m: x", "            ^"]),
        (
            "x" * 100 + "y" + "x" * 200,
            101,
            ["    ..." + "x" * 80 + "y" + "x" * 79 + "...", " " * 87 + "^"],
        ),
        ("x" * 300 + "y", 301, ["    ..." + "x" * 159 + "y", " " * 166 + "^"]),
        ("y" + "x" * 300, 1, ["    y" + "x" * 159 + "...", "    ^"]),
    ],
)
def test_the_caret_stands_below_its_place(line: str, column: int, drawn: list[str]) -> None:
    assert Location("q.yaml", 1, column, line).draw() == drawn


def test_mistakes_are_told_in_the_order_of_their_places() -> None:
    places = [("b", 1, 1), ("a", 10, 1), ("a", 2, 10), ("a", 2, 9)]
    error = DefinitionError([*(Mistake("x", Location(*place)) for place in places), Mistake("y")])
    assert str(error).splitlines() == [
        "error: y",
        "a:2:9: error: x",
        "a:2:10: error: x",
        "a:10:1: error: x",
        "b:1:1: error: x",
    ]


def test_a_mistake_keeps_its_own_place() -> None:
    assert Mistake("x").within(PLACE) == Mistake("x", PLACE)
    assert Mistake("x", PLACE).within(Location("b", 1, 1)) == Mistake("x", PLACE)


def test_a_secret_is_hidden_wherever_it_stands() -> None:
    line = Location("q.yaml", 1, 1, "pin: hunter2")
    error = DefinitionError([Mistake("hunter2 is wrong", line, "not hunter2"), Mistake("x", PLACE)])
    error.hide(["hunter2", ""])
    assert str(error) == (
        "q.yaml:1:1: error: *** is wrong\n    not ***\n" + str(Mistake("x", PLACE))
    )
    assert "hunter2" not in repr(error)
    assert "hunter2" not in str(pickle.loads(pickle.dumps(error)))


def test_a_secret_is_hidden_as_python_writes_it_and_to_its_end() -> None:
    error = DefinitionError([Mistake(f"{'a' + chr(10) + 'b'!r} and abcdef")])
    error.hide(["abc", "a\nb", "abcdef"])
    assert str(error) == "error: '***' and ***"


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("jsn", "did you mean 'json'?"),
        ("JSON", "did you mean 'json'?"),
        ("cvs", "did you mean 'csv'?"),
        ("parquet", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_the_nearest_names_are_those_that_could_be_meant(name: str, question: str | None) -> None:
    assert nearest(name, ["csv", "json", "ndjson", "text"]) == question
    assert nearest(name, []) is None
