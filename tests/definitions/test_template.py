"""What ``querykit new`` writes: a definition that passes the check, whatever the operation."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from querykit.authoring.template import template
from querykit.checks import check
from querykit.definitions import definition, drafts
from querykit.errors import QueryError
from querykit.resolved import Resolved
from querykit.services import catalog
from querykit.services.operation import Operation, operation, operations


def _sample(share: float) -> Iterator[Operation]:
    """As many of the operations as a share says, the same ones in every run."""
    chosen = random.Random(7)
    for service in catalog.service_names():
        if chosen.random() < share * 4:
            for target in operations(service):
                if target.paging.kind != "refused" and chosen.random() < 0.25:
                    yield target


def _errors(target: Operation) -> list[str]:
    draft = drafts.document(template(target), source="new.yaml", name="new")
    return [str(found) for found in check(Resolved(draft)) if found.severity == "error"]


def test_a_new_definition_is_commented_and_passes() -> None:
    text = template(operation("ce", "get_cost_and_usage"), schema="../.querykit.schema.json")
    assert text == (
        "# yaml-language-server: $schema=../.querykit.schema.json\n"
        "title: Cost Explorer cost and usage\n"
        "description: Retrieves cost and usage metrics for your account.\n"
        "service: ce\n"
        "operation: get_cost_and_usage\n"
        "parameters:\n"
        "  TimePeriod:\n"
        "    # at most 40 characters\n"
        "    Start: $start\n"
        "    # at most 40 characters\n"
        "    End: $end\n"
        "  # one of DAILY, MONTHLY, HOURLY\n"
        "  Granularity: $granularity\n"
        "  Metrics: $metrics\n"
        "# It also takes: Filter, GroupBy, BillingViewArn "
        "(querykit schema ce get_cost_and_usage).\n"
        "expression: ResultsByTime[]\n"
        "variables:\n"
        "  start:\n"
        "    type: string\n"
        "    description: The beginning of the time period.\n"
        "  end:\n"
        "    type: string\n"
        "    description: The end of the time period.\n"
        "  granularity:\n"
        "    type: string\n"
        "    description: Sets the Amazon Web Services cost granularity to MONTHLY or DAILY, or "
        "HOURLY.\n"
        "  metrics:\n"
        "    type: list of string\n"
        "    description: Which metrics are returned in the query.\n"
    )


@pytest.mark.parametrize(
    ("service", "method", "title"),
    [
        ("ec2", "describe_volumes", "EC2 volumes"),
        ("rds", "describe_db_instances", "RDS DB instances"),
        ("iam", "list_ssh_public_keys", "IAM SSH public keys"),
        ("s3", "list_objects_v2", "S3 objects v2"),
        ("logs", "filter_log_events", "CloudWatch Logs: filter log events"),
        ("ec2", "run_instances", "EC2: run instances"),
        ("dynamodb", "query", "DynamoDB: query"),
    ],
)
def test_a_title_is_made_of_the_operations_name(service: str, method: str, title: str) -> None:
    assert definition.read(template(operation(service, method))).title == title


def test_a_long_sentence_is_whole() -> None:
    text = template(operation("cognito-idp", "get_user_pool_mfa_config"))
    assert definition.read(text).description.endswith("and for multi-factor authentication (MFA).")
    assert max(map(len, text.splitlines())) <= 96


def test_what_writes_says_so_above_the_key_that_allows_it() -> None:
    text = template(operation("ec2", "terminate_instances"))
    *_, first, second, key = text.splitlines()
    assert f"{first} {second.lstrip('# ')}" == (
        "# This operation is not read-only: its verb is 'terminate'. Without the next line it is "
        "rejected; with it, it runs only with --allow-writes."
    )
    assert key == "writes: true"
    assert definition.read(text).writes is True
    assert "writes" not in template(operation("ec2", "describe_instances"))


def test_what_is_required_inside_a_list_is_there() -> None:
    query = definition.read(template(operation("cloudwatch", "get_metric_data")))
    assert query.parameters["MetricDataQueries"] == [{"Id": "$id"}]
    assert query.variables["start_time"].type == "date"


def test_a_list_has_as_many_elements_as_it_must() -> None:
    query = definition.read(template(operation("billing", "split_credit")))
    assert len(query.parameters["portions"]) == 2
    assert len(query.variables) == 3


def test_an_operation_without_an_end_is_refused() -> None:
    endless = [
        target
        for service in ("logs", "sqs", "sns", "stepfunctions", "dynamodbstreams", "kinesis")
        for target in operations(service)
        if target.paging.kind == "refused"
    ]
    assert endless
    for target in endless:
        with pytest.raises(QueryError) as raised:
            template(target)
        assert target.method in str(raised.value)


def test_new_definitions_of_many_operations_pass_the_check(figure: Any) -> None:
    targets = list(_sample(0.015))
    failed = {
        f"{each.service}.{each.method}": found for each in targets if (found := _errors(each))
    }
    figure(f"new: {len(targets) - len(failed)} of {len(targets)} definitions pass the check")
    assert failed == {}
    assert len(targets) > 150


@pytest.mark.slow
@pytest.mark.parametrize("service", catalog.service_names())
def test_new_definitions_of_all_operations_pass_the_check(service: str) -> None:
    targets = [each for each in operations(service) if each.paging.kind != "refused"]
    assert {each.method: found for each in targets if (found := _errors(each))} == {}
