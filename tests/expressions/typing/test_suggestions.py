"""How far a suggestion looks: how many values it lists, and how many objects it looks at."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.model import ShapeResolver

from querykit.expressions import compile
from querykit.expressions.typing import infer
from querykit.expressions.typing.suggestions import suggest_value


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
