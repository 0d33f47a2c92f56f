"""The rule that reads paging off the shapes; snapshot.txt holds it against every paginator."""

from __future__ import annotations

import pytest

from querykit.services import catalog
from querykit.services.pagination.inference import infer


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
        rule = infer(model.input_shape, model.output_shape)
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
    assert infer(model.input_shape, model.output_shape) is None
