"""How small expressions are divided, and what is said of broken ones, is as in snapshot.txt."""

from __future__ import annotations

import pytest

from tests.expressions.snapshot import PARTS, diff

COMMAND = "python -m tests.expressions.snapshot"


@pytest.mark.parametrize("part", range(PARTS))
def test_every_function_bracket_and_broken_expression_is_as_it_was(part: int) -> None:
    found = diff(part)
    assert not found, f"lines changed; if that is right, {COMMAND} --write:\n{found}"
