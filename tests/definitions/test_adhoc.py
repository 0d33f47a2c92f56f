"""An ad-hoc string holds a whole query, and says at which column it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from querykit import Variable, query
from querykit.errors import DefinitionError
from tests.cases import read_cases


def _cases(name: str) -> list[Any]:
    cases = read_cases(Path(__file__).with_name(name))
    return [pytest.param(case, id=case["it"]) for case in cases]


@pytest.mark.parametrize("case", _cases("adhoc.yaml"))
def test_a_string_is_a_query(case: dict[str, Any]) -> None:
    found = query(case["text"])
    assert found.service == case.get("service", found.service)
    assert found.operation == case.get("operation", found.operation)
    assert found.parameters == case.get("parameters", {})
    assert found.expression == case.get("expression")
    assert sorted(found.variables) == case.get("variables", [])


@pytest.mark.parametrize("case", _cases("adhoc_mistakes.yaml"))
def test_a_mistake_is_told_with_its_column(case: dict[str, str]) -> None:
    with pytest.raises(DefinitionError) as raised:
        query(case["text"])
    assert str(raised.value) == case["message"]


def test_an_implied_variable_must_be_given_and_is_taken_as_it_is() -> None:
    found = query("s3.list_objects_v2 {Bucket: $bucket} | Contents[?Size > $least]")
    implied = Variable(type="any", required=True)
    assert found.variables == {"bucket": implied, "least": implied}


def test_half_of_a_surrogate_pair_is_refused_and_printable() -> None:
    for text in ("s3.list_objects_v2 {Bucket: \ud800}", "s3.list \udfff", "s3.list | \ud800"):
        with pytest.raises(DefinitionError) as raised:
            query(text)
        assert str(raised.value).encode()


def test_each_part_knows_its_place() -> None:
    found = query("ec2.describe_instances\n  {Filters: [{Name: é, Values: [b]}]} |\n Reservations")
    assert [
        str(found.place(*path))
        for path in (
            ("service",),
            ("operation",),
            ("parameters", "Filters", 0, "Values", 0),
            ("parameters", "Filters", 0, "Value"),
            ("expression",),
        )
    ] == ["<query>:1:1", "<query>:1:5", "<query>:2:33", "<query>:2:14", "<query>:3:2"]
