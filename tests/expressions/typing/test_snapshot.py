"""The types of small expressions, and all that is said of them, are as in snapshot.txt."""

from __future__ import annotations

import pytest

from tests.expressions.typing.snapshot import FILE, PARTS, diff, expressions, lines

COMMAND = "python -m tests.expressions.typing.snapshot"


@pytest.mark.parametrize("part", range(PARTS))
def test_every_operand_function_and_bracket_is_typed_as_it_was(part: int) -> None:
    found = diff(part)
    assert not found, f"lines changed; if that is right, {COMMAND} --write:\n{found}"


def test_a_change_of_one_line_is_told() -> None:
    first = next(lines(expressions()))
    assert FILE.read_text(encoding="utf-8").startswith(first + "\n")
