"""What a filter has let through is not absent behind it."""

from __future__ import annotations

import pytest

from querykit.expressions import compile
from querykit.expressions.typing import Known, infer
from tests.expressions.typing.test_cases import SHAPE, VARIABLES


@pytest.mark.parametrize("condition", ["starts_with", "ends_with", "contains"])
def test_what_a_function_found_text_in_is_there(condition: str) -> None:
    typed = infer(
        compile(f"Items[?{condition}(Address, '1')].length(Address)"),
        SHAPE,
        variables=VARIABLES,
        known=Known(),
    )
    assert [found.what for found in (*typed.observations, *typed.risks)] == [
        f"{condition}() fails when Address is missing"
    ]
