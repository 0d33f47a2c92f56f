"""The types of small expressions, and all that is said of them, are as in snapshot.txt."""

from __future__ import annotations

from tests.expressions.typing.snapshot import FILE, diff, lines

COMMAND = "python -m tests.expressions.typing.snapshot"


def test_every_operand_function_and_bracket_is_typed_as_it_was() -> None:
    found = diff()
    assert not found, f"lines changed; if that is right, {COMMAND} --write:\n{found}"


def test_a_change_of_one_line_is_told() -> None:
    first = next(lines())
    assert FILE.read_text(encoding="utf-8").startswith(first + "\n")
