"""The IAM actions that operations need, as AWS's reference has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import querykit.services
from querykit.services import catalog
from querykit.services.actions import needed_actions
from querykit.services.operation import operation
from tests.older import skip_if_older

TABLE = json.loads(
    (Path(querykit.services.__file__).parent / "actions.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(
    ("name", "actions"),
    [
        ("ec2.describe_instances", ["ec2:DescribeInstances"]),
        ("s3.list_objects_v2", ["s3:ListBucket"]),
        ("s3.list_buckets", ["s3:ListAllMyBuckets"]),
        ("s3.head_object", ["s3:GetObject"]),
        ("elbv2.describe_load_balancers", ["elasticloadbalancing:DescribeLoadBalancers"]),
        ("ses.list_identities", ["ses:ListIdentities"]),
        ("sesv2.list_contact_lists", ["ses:ListContactLists"]),
        ("logs.describe_log_groups", ["logs:DescribeLogGroups"]),
        ("cloudwatch.describe_alarms", ["cloudwatch:DescribeAlarms"]),
        ("apigateway.get_rest_apis", ["apigateway:GET"]),
        ("apigatewayv2.get_apis", ["apigateway:GET"]),
        ("apigateway.delete_rest_api", ["apigateway:DELETE"]),
        ("stepfunctions.list_state_machines", ["states:ListStateMachines"]),
        ("resourcegroupstaggingapi.get_resources", ["tag:GetResources"]),
        ("docdb.describe_db_clusters", ["rds:DescribeDBClusters"]),
        ("budgets.describe_budgets", ["budgets:ViewBudget"]),
        ("s3.get_object_attributes", ["s3:GetObject", "s3:GetObjectAttributes"]),
    ],
)
def test_the_actions_of_an_operation(name: str, actions: list[str]) -> None:
    found = needed_actions(operation(*name.split(".")))
    assert list(found.actions) == actions
    assert found.sure


def test_what_needs_no_permission_says_why() -> None:
    found = needed_actions(operation("sts", "get_caller_identity"))
    assert found.actions == ()
    assert found.note == "any credentials may"


def test_what_the_reference_does_not_list_is_not_sure() -> None:
    assert not needed_actions(operation("codecatalyst", "list_spaces")).sure


def test_every_entry_is_of_an_operation_that_there_is() -> None:
    named = {name: name.split(".") for name in [*TABLE["actions"], *TABLE["free"]]}
    services = {*TABLE["prefixes"], *TABLE["by_http_method"], *TABLE["unsure"]}
    skip_if_older(
        {*services, *(service for service, _ in named.values())} - {*catalog.service_names()}
    )
    skip_if_older(
        name
        for name, (service, action) in named.items()
        if action not in catalog.service_model(service).operation_names
    )


def test_what_is_known_is_not_called_unsure() -> None:
    known = [name.split(".") for name in [*TABLE["actions"], *TABLE["free"]]]
    for service, action in known:
        assert action not in TABLE["unsure"].get(service, ())
