"""The mutants that are made, and what a test that notices them does."""

from __future__ import annotations

import time

import pytest

from tests.mutation.__main__ import equivalents
from tests.mutation.fork import ForkError, ForkTimeoutError, forked
from tests.mutation.mutants import Mutant, changes, mutant
from tests.mutation.patch import entered, entries, replace, users
from tests.mutation.rooms import ROOMS, importers
from tests.mutation.suite import ROOT

SOURCE = '''
"""A docstring."""
from x import y

__all__ = ["f"]
LIMIT = 3
NAMES = ("a", "b")


def f(a: int | None, *, b=True) -> "text":
    """Another."""
    if a is None and not b:
        raise ValueError(f"{a + 1}")
    g(a, key=-1)
    return [
        each for each in sorted(a) if each <= LIMIT
    ]
'''
CHANGED = [
    ("LIMIT = 3", "LIMIT = 4"),
    ('NAMES = ("a", "b")', "NAMES = ('a~', \"b\")"),
    ('NAMES = ("a", "b")', 'NAMES = ("a")'),
    ('NAMES = ("a", "b")', 'NAMES = ("b")'),
    ('NAMES = ("a", "b")', "NAMES = (\"a\", 'b~')"),
    ('def f(a: int | None, *, b=True) -> "text":', 'def f(a: int | None, *, b=False) -> "text":'),
    ("each for each in sorted(a) if each <= LIMIT", "each for each in list(a) if each <= LIMIT"),
    ("each for each in sorted(a) if each <= LIMIT", "each for each in sorted(a) if each < LIMIT"),
    (
        "each for each in sorted(a) if each <= LIMIT",
        "each for each in sorted(a) if not (each <= LIMIT)",
    ),
    ("g(a, key=-1)", "g(a)"),
    ("g(a, key=-1)", "g(a, key=-2)"),
    ("g(a, key=-1)", "g(a, key=1)"),
    ("g(a, key=-1)", "pass"),
    ("if a is None and not b:", "if a is None and b:"),
    ("if a is None and not b:", "if a is None or not b:"),
    ("if a is None and not b:", "if a is None:"),
    ("if a is None and not b:", "if a is not None and not b:"),
    ("if a is None and not b:", "if not (a is None and not b):"),
    ("if a is None and not b:", "if not b:"),
    ('raise ValueError(f"{a + 1}")', "pass"),
    ("return [", "return None"),
]


def test_a_mutant_changes_one_place_of_what_runs() -> None:
    made = [mutant("x.py", SOURCE, change) for change in changes(SOURCE)]
    found = [each for each in made if each is not None]
    assert sorted((each.was, each.now) for each in found) == sorted(CHANGED)
    assert {each.source.count("\n") for each in found} == {SOURCE.count("\n")}


def _mutant(path: str, was: str, now: str) -> Mutant:
    source = (ROOT / path).read_text(encoding="utf-8")
    start = source.index(was)
    found = mutant(path, source, (start, start + len(was), now))
    assert found is not None
    return found


def test_a_function_runs_as_its_mutant_in_a_fork() -> None:
    from querykit.expressions import compile

    other = _mutant("querykit/expressions/functions/upper.py", ".upper()", ".lower()")
    assert entries(other)

    def attempt() -> object:
        return replace(other), compile("upper('Ab')").bind({}).search({})

    compile("upper('Ab')").bind({}).search({})
    assert forked(attempt) == (True, "ab")
    assert compile("upper('Ab')").bind({}).search({}) == "AB"


def test_the_last_line_of_a_function_is_of_the_function() -> None:
    path = "querykit/expressions/typing/suggestions.py"
    assert entries(_mutant(path, ".isdigit()", ".isdecimal()")) == {(path, "is_number")}


def test_what_runs_at_import_is_nothing_to_replace() -> None:
    assert entries(_mutant("querykit/version.py", '"', '"1')) is None


def test_a_comprehension_of_a_module_runs_at_import() -> None:
    path = "querykit/expressions/functions/policy_statements.py"
    assert entries(_mutant(path, "name.lower(): name", "name.upper(): name")) is None


def test_the_functions_that_ran_are_told() -> None:
    from querykit.expressions import compile

    with entered() as found:
        compile("a.b")
    assert ("querykit/expressions/expression.py", "compile") in found
    assert all(path.startswith("querykit/") for path, _ in found)


def test_what_a_module_makes_with_a_function_is_found() -> None:
    path = "querykit/expressions/grammar.py"
    source = (ROOT / path).read_text(encoding="utf-8")
    line = source[: source.index("def _plain(")].count("\n") + 1
    assert (path, "freeze") in users(Mutant(path, line, "", "", source))


def test_the_functions_that_use_a_name_are_found() -> None:
    path = "querykit/expressions/typing/timestamps.py"
    was = '_EMPTY = dict.fromkeys(("eq", "ne")'
    found = users(_mutant(path, was, '_EMPTY = dict.fromkeys(("eq")'))
    assert found
    assert {file for file, _ in found} == {path}
    text = (ROOT / path).read_text(encoding="utf-8")
    assert all(f"def {name}(" in text for _, name in found)
    assert len(found) < text.count("def ")


def test_what_changes_nothing_is_a_mutant_of_a_line_that_is_there() -> None:
    for path in {path for path, _, _ in equivalents()}:
        source = (ROOT / path).read_text(encoding="utf-8")
        lines, judged = source.splitlines(), {was for file, was, _ in equivalents() if file == path}
        made = (
            mutant(path, source, change)
            for change in changes(source)
            if lines[source.count("\n", 0, change[0])].strip() in judged
        )
        known = {(each.path, each.was, each.now) for each in made if each is not None}
        assert {each for each in equivalents() if each[0] == path} <= known


def test_a_fork_that_fails_or_hangs_is_told() -> None:
    def hang() -> None:
        time.sleep(60)

    with pytest.raises(ForkError, match="ZeroDivisionError"):
        forked(lambda: 1 / 0)
    with pytest.raises(ForkTimeoutError):
        forked(hang, 0.1)


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_has_modules_and_tests(name: str) -> None:
    room = ROOMS[name]
    assert len(room.files()) > 5
    assert all((ROOT / path).exists() for path in room.tests)
    assert next(room.mutants("1")).path.startswith(room.packages)


def test_the_modules_that_import_another_are_found() -> None:
    found = importers("querykit/mistakes.py")
    assert "querykit/errors.py" in found
    assert "querykit/version.py" not in found
