"""A scalar means what it says, and never what YAML 1.1 would make of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import querykit
from querykit.definitions import definition
from tests.cases import read_cases

CASES = read_cases(Path(__file__).with_name("scalars.yaml"))
IN_BRACES = [case for case in CASES if case["written"] != "="]
HEAD = "service: ec2\noperation: describe_instances\n"


def _same(found: Any, means: str) -> bool:
    """Equal, and of one type: 1 is not true, and 1000.0 not 1000."""
    return json.dumps(found) == json.dumps(json.loads(means))


@pytest.mark.parametrize("case", CASES, ids=[case["written"] for case in CASES])
def test_a_scalar_in_a_definition(case: dict[str, str]) -> None:
    query = definition.read(f"{HEAD}parameters:\n  Value: {case['written']}\n  Last: x\n")
    assert _same(query.parameters["Value"], case["means"])
    assert query.parameters["Last"] == "x"


@pytest.mark.parametrize("case", IN_BRACES, ids=[case["written"] for case in IN_BRACES])
def test_a_scalar_in_an_ad_hoc_query(case: dict[str, str]) -> None:
    query = querykit.query(f"ec2.describe_instances {{Value: {case['written']} , Last: x}} | A")
    assert _same(query.parameters, f'{{"Value": {case["means"]}, "Last": "x"}}')
    assert query.expression == "A"


@pytest.mark.parametrize("written", ["012345670123", "NO", "3:20", "2024-01-01", "5", "true"])
def test_a_title_is_the_text_that_was_written(written: str) -> None:
    assert definition.read(f"{HEAD}title: {written}\n").title == written


def test_a_default_is_the_text_that_was_written() -> None:
    declared = "variables: {account: {type: account_id, default: 012345670123}}\n"
    assert definition.read(HEAD + declared).variables["account"].default == "012345670123"


def test_a_starting_token_is_the_text_that_was_written() -> None:
    query = definition.read(f"{HEAD}pagination: {{StartingToken: 0123}}\n")
    assert query.pagination.starting_token == "0123"
