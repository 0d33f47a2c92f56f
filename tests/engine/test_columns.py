"""The columns of a query's rows are known before anything is asked of AWS, and hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import querykit
from querykit.definitions.drafts import Draft
from querykit.engine.plan import plan
from querykit.resolved import Resolved
from querykit.result import Column
from tests.cases import read_cases

CASES = read_cases(Path(__file__).with_name("columns.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["query"])
def test_columns_are_known_before_the_first_call(case: dict[str, Any]) -> None:
    columns = plan(Resolved(Draft(querykit.query(case["query"])))).columns
    assert (columns and [column.name for column in columns]) == case["columns"]
    if "types" in case:
        assert [column.type for column in columns or ()] == case["types"]


def test_what_is_flattened_at_every_level_has_the_columns_of_what_is_left() -> None:
    query = querykit.query("ec2.describe_instances | Reservations[*].Instances[*].{id: InstanceId}")
    assert plan(Resolved(Draft(query))).columns is None
    assert plan(Resolved(Draft(replace(query, flatten="all")))).columns == (Column("id", "string"),)
