"""How far a suggestion looks: how many values it lists, and how many objects it looks at."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from botocore.model import ShapeResolver

from querykit.expressions import compile
from querykit.expressions.typing import infer
from querykit.expressions.typing.suggestions import _differs_once, suggest_value


@pytest.mark.parametrize("number", [1, 8, 9])
def test_few_values_are_listed(number: int) -> None:
    values = [f"{letter}-value" for letter in "abcdefghi"[:number]]
    listed = f"valid values: {', '.join(values)}" if number <= 8 else None
    assert suggest_value("unlike-all", values) == listed


@pytest.mark.parametrize("name", ["Only1", "Only399", "Only400", "Only500"])
def test_a_field_further_down_is_looked_for_in_400_objects(name: str) -> None:
    parts = range(1, 501)
    model: Any = {
        "Text": {"type": "string"},
        "Answer": {"type": "structure", "members": {f"_{at}": {"shape": f"_{at}"} for at in parts}},
    }
    for at in parts:
        model[f"_{at}"] = {"type": "structure", "members": {f"Only{at}": {"shape": "Text"}}}
    shape = ShapeResolver(model).get_shape_by_name("Answer")
    (found,) = infer(compile(name), shape).observations
    at = int(name.removeprefix("Only"))
    assert found.hint == (f"{name} is a field of _{at}: write _{at}.{name}" if at < 400 else None)


def _one_letter_off(name: str) -> set[str]:
    """What is made of a name by a letter more, less or another, or by two that are swapped."""
    cuts = [(name[:at], name[at:]) for at in range(len(name) + 1)]
    made = {before + after[1:] for before, after in cuts}
    made |= {before + letter + after for before, after in cuts for letter in "ab"}
    made |= {before + letter + after[1:] for before, after in cuts if after for letter in "ab"}
    return made | {before + after[1::-1] + after[2:] for before, after in cuts}


def test_names_are_close_that_differ_in_a_letter() -> None:
    names = ["".join(each) for size in range(6) for each in itertools.product("ab", repeat=size)]
    for name in names:
        close = {other for other in names if _differs_once(name, other)}
        assert close == _one_letter_off(name) & {*names}, name
