"""An expression in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from querykit.authoring.explanation import steps
from querykit.definitions.library import library
from querykit.expressions import compile
from querykit.services.operation import operation
from querykit.services.typed_expression import type_expression
from tests.cases import read_cases

HERE = Path(__file__).parent
CASES = read_cases(HERE / "explanations.yaml")


@pytest.mark.parametrize("case", CASES, ids=[case["expression"] for case in CASES])
def test_an_expression_is_told_step_by_step(case: dict[str, Any]) -> None:
    assert steps(compile(case["expression"]).tree) == case["steps"]


def test_every_saved_expression_can_be_told() -> None:
    told = [
        steps(compile(query.expression).tree)
        for query in library(HERE.parents[1] / "queries")
        if query.expression
    ]
    assert all(told)
    assert sum(map(len, told)) > len(told)


@pytest.mark.parametrize(
    ("service", "method", "expression", "told"),
    [
        ("rds", "describe_db_instances", "DBInstances[?PubliclyAccessible]", "{} is true"),
        ("lambda", "list_functions", "Functions[?!VpcConfig]", "{} is empty or missing"),
        ("ec2", "describe_volumes", "Volumes[?!Encrypted]", "{} is false or missing"),
        ("logs", "describe_log_groups", "logGroups[?!retentionInDays]", "{} is missing"),
        ("iam", "list_users", "Users[?!PasswordLastUsed]", "{} is missing"),
        ("ec2", "describe_addresses", "Addresses[?!AssociationId]", "{} is empty or missing"),
        ("ec2", "describe_volumes", "Volumes[?Attachments]", "{} is not empty"),
        ("ec2", "describe_volumes", "Volumes[?!Attachments[:2]]", "{}[:2] is empty or missing"),
        ("elbv2", "describe_load_balancers", "LoadBalancers[?State.Code]", "{} is set"),
    ],
)
def test_what_is_true_in_a_filter_is_said_by_the_kind_of_a_member(
    service: str, method: str, expression: str, told: str
) -> None:
    read = compile(expression)
    *_, step = steps(type_expression(read, operation(service, method)).tree)
    name = expression[expression.index("?") + 1 :].strip("!]").split("[")[0]
    assert step == f"keep those where {told.format(name)}"


def test_a_list_that_rows_are_made_of_is_taken_one_by_one() -> None:
    read = compile("TableNames")
    tables = operation("dynamodb", "list_tables")
    assert steps(type_expression(read, tables).tree) == ["take each of TableNames"]
