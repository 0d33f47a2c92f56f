"""The rule that reads paging off the shapes, held against every paginator that botocore has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from querykit.services import catalog
from querykit.services.pagination.inference import inferred
from querykit.services.pagination.paging import several

# What botocore has, what the rule has, and how many of these are the same.
Tally = Counter[str]
KEYS = ("input_token", "output_token", "result_key", "limit_key")


@pytest.fixture(scope="module")
def tallies() -> dict[str, Tally]:
    found = {key: Tally() for key in KEYS}
    for service in catalog.service_names():
        model = catalog.service_model(service)
        for name, builtin in catalog.paginators(service).items():
            operation = model.operation_model(name)
            rule = inferred(operation.input_shape, operation.output_shape) or {}
            for key, tally in found.items():
                tally.update(_compared(_primary(key, builtin), _primary(key, rule)))
    return found


def _primary(key: str, configuration: Any) -> tuple[str, ...]:
    """A key's names; of result keys the first, which is the one that pages are counted by."""
    names = several(configuration.get(key))
    return names[:1] if key == "result_key" else names


def _compared(builtin: tuple[str, ...], rule: tuple[str, ...]) -> dict[str, int]:
    return {
        "builtin": bool(builtin),
        "rule": bool(rule),
        "same": bool(builtin) and builtin == rule,
    }


@pytest.mark.parametrize(
    ("key", "least"),
    [("input_token", 0.995), ("output_token", 0.995), ("result_key", 0.99), ("limit_key", 0.99)],
)
def test_the_rule_says_what_botocore_says(
    tallies: dict[str, Tally], key: str, least: float, figure: Callable[[str], None]
) -> None:
    tally = tallies[key]
    precision, recall = tally["same"] / tally["rule"], tally["same"] / tally["builtin"]
    told = f"{tally['same']} of {tally['builtin']}"
    figure(f"inferred {key}: precision {precision:.2%}, recall {recall:.2%} ({told})")
    assert precision >= least
    assert recall >= least


def test_every_family_of_tokens_is_there() -> None:
    for name, into, out in (
        ("amplify.ListWebhooks", "nextToken", "nextToken"),
        ("waf.ListTagsForResource", "NextMarker", "NextMarker"),
        ("dms.DescribeDataProviders", "Marker", "Marker"),
        ("cloudfront.ListCachePolicies", "Marker", "CachePolicyList.NextMarker"),
        (
            "docdb.DescribeEngineDefaultClusterParameters",
            "Marker",
            "EngineDefaults.Marker",
        ),
        ("pinpoint.GetApps", "Token", "ApplicationsResponse.NextToken"),
        ("pinpoint.ListTemplates", "NextToken", "TemplatesResponse.NextToken"),
        ("lightsail.GetBuckets", "pageToken", "nextPageToken"),
        ("servicecatalog.SearchProducts", "PageToken", "NextPageToken"),
        ("ce.GetCostAndUsage", "NextPageToken", "NextPageToken"),
        ("cognito-idp.ListDevices", "PaginationToken", "PaginationToken"),
        ("apigateway.GetDomainNameAccessAssociations", "position", "position"),
        ("lexv2-models.SearchAssociatedTranscripts", "nextIndex", "nextIndex"),
        (
            "dynamodb.ListGlobalTables",
            "ExclusiveStartGlobalTableName",
            "LastEvaluatedGlobalTableName",
        ),
        (
            "firehose.ListDeliveryStreams",
            "ExclusiveStartDeliveryStreamName",
            "DeliveryStreamNames[-1]",
        ),
        (
            "kinesisanalytics.ListApplications",
            "ExclusiveStartApplicationName",
            "ApplicationSummaries[-1].ApplicationName",
        ),
        ("kinesis.ListTagsForStream", "ExclusiveStartTagKey", "Tags[-1].Key"),
        (
            "s3.GetObjectAttributes",
            "PartNumberMarker",
            "ObjectParts.NextPartNumberMarker",
        ),
        (
            "route53.ListGeoLocations",
            ["StartContinentCode", "StartCountryCode", "StartSubdivisionCode"],
            ["NextContinentCode", "NextCountryCode", "NextSubdivisionCode"],
        ),
        (
            "route53.ListTrafficPolicyInstancesByHostedZone",
            ["TrafficPolicyInstanceNameMarker", "TrafficPolicyInstanceTypeMarker"],
            ["TrafficPolicyInstanceNameMarker", "TrafficPolicyInstanceTypeMarker"],
        ),
    ):
        service, _, operation = name.partition(".")
        model = catalog.service_model(service).operation_model(operation)
        rule = inferred(model.input_shape, model.output_shape)
        assert rule is not None, name
        assert (rule["input_token"], rule["output_token"]) == (into, out), name


@pytest.mark.parametrize(
    "name",
    [
        # A token that is what was asked for.
        *("cognito-identity.GetOpenIdToken", "entityresolution.PutPolicy", "sts.GetSessionToken"),
        # A lock, an idempotency token, a marker of the thing that is described.
        *("wafv2.UpdateIPSet", "ec2.RunInstances", "glacier.DescribeJob", "apigateway.UpdateUsage"),
        # Required: a conversation, and no pages.
        "qconnect.GetNextMessage",
        # Without a parameter to go on with.
        *("guardduty.GetFindingsStatistics", "swf.CountOpenWorkflowExecutions"),
    ],
)
def test_what_is_no_token_is_none(name: str) -> None:
    service, _, operation = name.partition(".")
    model = catalog.service_model(service).operation_model(operation)
    assert inferred(model.input_shape, model.output_shape) is None
