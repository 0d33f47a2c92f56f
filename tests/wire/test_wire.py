"""What is served is what a stock client reads, page by page, in each protocol."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.wire import Wire, pages, refuse
from tests.wire.cases import cases
from tests.wire.models import operation

MOMENT = datetime(2024, 2, 29, 23, 59, 58, 250000, tzinfo=timezone.utc)
WHOLE = MOMENT.replace(microsecond=0)
USERS = {"Users": [{"UserName": "ann"}]}
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*"}]}

# operation: parameters, pages
PAGED: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "ec2.describe_instances": (
        {},
        [
            {
                "Reservations": [
                    {
                        "ReservationId": "r-1",
                        "Instances": [
                            {
                                "InstanceId": "i-1",
                                "LaunchTime": MOMENT,
                                "EbsOptimized": True,
                                "State": {"Code": 16, "Name": "running"},
                                "Tags": [{"Key": "Name", "Value": "a<b> & 'c'"}],
                            }
                        ],
                    }
                ]
            },
            {"Reservations": []},
            {"Reservations": [{"ReservationId": "r-2", "Groups": []}]},
        ],
    ),
    "ec2.describe_volumes": ({}, pages("Volumes", [{"VolumeId": "v1"}, {"Size": 8}], 1)),
    "iam.list_users": (
        {"PathPrefix": "/a/"},
        pages("Users", [{"UserName": "ann", "CreateDate": WHOLE}, {"UserName": "bob"}], 1),
    ),
    "iam.get_account_authorization_details": (
        {"Filter": ["User", "Role"]},
        [
            {"UserDetailList": [{"UserPolicyList": [{"PolicyDocument": POLICY}]}]},
            {"RoleDetailList": [{"RoleName": "r", "AssumeRolePolicyDocument": POLICY}]},
        ],
    ),
    "rds.describe_db_instances": (
        {"Filters": [{"Name": "engine", "Values": ["mysql"]}]},
        pages(
            "DBInstances",
            [{"DBInstanceIdentifier": name, "DbInstancePort": 3306} for name in "ab"],
            1,
        ),
    ),
    "s3.list_objects_v2": (
        {"Bucket": "bucket"},
        [
            {
                "Contents": [{"Key": "a b/é", "Size": 1, "LastModified": MOMENT}],
                "CommonPrefixes": [{"Prefix": "x/"}],
                "KeyCount": 2,
            },
            {"KeyCount": 0},
            {"Contents": [{"Key": "z"}], "Name": "bucket"},
        ],
    ),
    "s3.list_objects": (
        {"Bucket": "bucket", "Delimiter": "/"},
        [
            {"Contents": [{"Key": "a"}, {"Key": "b"}]},
            {"CommonPrefixes": [{"Prefix": "c/"}]},
            {"Contents": [{"Key": "d"}]},
        ],
    ),
    "s3.list_object_versions": (
        {"Bucket": "bucket"},
        [
            {"Versions": [{"Key": "a", "VersionId": "1", "IsLatest": True}]},
            {"DeleteMarkers": [{"Key": "b"}], "CommonPrefixes": [{"Prefix": "c/"}]},
        ],
    ),
    "dynamodb.scan": (
        {"TableName": "t"},
        pages("Items", [{"Id": {"N": "1"}, "Raw": {"B": b"\x00\xff"}}, {"Id": {"NULL": True}}], 1),
    ),
    "logs.describe_log_groups": ({}, pages("logGroups", [{"logGroupName": n} for n in "abc"], 2)),
    "lambda.list_functions": ({}, pages("Functions", [{"FunctionName": n} for n in "ab"], 1)),
    "route53.list_resource_record_sets": (
        {"HostedZoneId": "Z1"},
        [
            {"ResourceRecordSets": [{"Name": "a.", "Type": "A", "TTL": 60}], "MaxItems": "1"},
            {"ResourceRecordSets": [{"Name": "b.", "Type": "TXT"}], "MaxItems": "1"},
        ],
    ),
    "cloudfront.list_distributions": (
        {},
        [{"DistributionList": {"Quantity": 1}}, {"DistributionList": {"Quantity": 0}}],
    ),
    "ecs.list_clusters": ({}, pages("clusterArns", ["arn:a", "arn:b"], 1)),
    "sqs.list_queues": ({}, pages("QueueUrls", ["http://a", "http://b"], 1)),
    "cloudwatch.list_metrics": (
        {"Namespace": "AWS/EC2"},
        pages("Metrics", [{"MetricName": "é" * 300}, {"Dimensions": []}], 1),
    ),
    "cloudwatch.get_metric_data": (
        {"MetricDataQueries": [{"Id": "m"}], "StartTime": WHOLE, "EndTime": WHOLE},
        pages("MetricDataResults", [{"Timestamps": [MOMENT, WHOLE], "Values": [-0.5, 2.0]}], 1),
    ),
    "cloudwatchomni.list_alerts": (
        {"spaceId": "s"},
        pages("items", [{"name": "é" * 300, "createdAt": MOMENT}, {"updatedAt": WHOLE}], 1),
    ),
    "eventbridgev2.list_event_buses": ({}, pages("EventBuses", [{"Name": n} for n in "ab"], 1)),
    "cloudtrail.lookup_events": (
        {"StartTime": WHOLE},
        pages("Events", [{"EventId": "1", "EventTime": MOMENT}, {"EventId": "2"}], 1),
    ),
    "devops-guru.list_notification_channels": ({}, [{"Channels": [{"Id": "a"}]}, {"Channels": []}]),
}


def content(dotted: str, answer: dict[str, Any]) -> dict[str, Any]:
    """Take from a parsed page what the server or the client added to it."""
    paging = operation(dotted).paging
    added = {"ResponseMetadata", paging.more_results, *paging.output_token, "NextMarker"}
    kept = {name: value for name, value in answer.items() if name not in added}
    if "DistributionList" in kept:
        flags = ("IsTruncated", "NextMarker")
        inner = kept["DistributionList"]
        kept["DistributionList"] = {key: inner[key] for key in inner if key not in flags}
    return kept


@pytest.mark.parametrize("dotted", cases(PAGED))
def test_a_stock_paginator_reads_the_pages_that_are_served(wire: Wire, dotted: str) -> None:
    parameters, served = PAGED[dotted]
    service, name = dotted.split(".")
    wire.serve(dotted, served)

    found = list(wire.client(service).get_paginator(name).paginate(**parameters))

    assert [content(dotted, answer) for answer in found] == served
    assert len({str(request.token) for request in wire.requests}) == len(served)
    for request in wire.requests:
        assert (request.service, request.operation) == (service, name)
        assert request.parameters.items() >= parameters.items()


@pytest.mark.parametrize(
    ("dotted", "parameters", "output"),
    [
        ("sts.get_caller_identity", {}, {"Account": "123456789012", "Arn": "arn:a"}),
        ("s3.get_bucket_location", {"Bucket": "b"}, {"LocationConstraint": "eu-west-1"}),
        ("s3.head_bucket", {"Bucket": "b"}, {"BucketRegion": "eu-west-1"}),
        ("s3.get_bucket_policy", {"Bucket": "b"}, {"Policy": '{"a": 1}'}),
        ("s3.get_bucket_lifecycle_configuration", {"Bucket": "b"}, {"Rules": [{"ID": "a"}]}),
        (
            "s3control.get_public_access_block",
            {"AccountId": "123456789012"},
            {"PublicAccessBlockConfiguration": {"BlockPublicAcls": True}},
        ),
        ("ec2.get_console_output", {"InstanceId": "i-1"}, {"Output": "é\n", "Timestamp": WHOLE}),
        ("sqs.get_queue_attributes", {"QueueUrl": "http://q"}, {"Attributes": {"A": "1"}}),
        ("apigateway.get_tags", {"resourceArn": "arn:a/b"}, {"tags": {"a": "b"}}),
    ],
)
def test_an_operation_without_pages_answers_every_request(
    wire: Wire, dotted: str, parameters: dict[str, Any], output: dict[str, Any]
) -> None:
    wire.serve(dotted, [output])
    service, name = dotted.split(".")
    client = wire.client(service)
    for _ in range(2):
        answer = getattr(client, name)(**parameters)
        del answer["ResponseMetadata"]
        assert answer == output
    assert [request.parameters for request in wire.requests] == [parameters] * 2


@pytest.mark.parametrize(
    ("dotted", "parameters", "key"),
    [
        ("ec2.describe_instances", {}, "Reservations[].ReservationId"),
        ("cloudfront.list_public_keys", {}, "PublicKeyList.Items[].Id"),
        ("s3.list_objects", {"Bucket": "b"}, "Contents[].Key"),
        ("s3.list_parts", {"Bucket": "b", "Key": "k", "UploadId": "u"}, "Parts[].ETag"),
        ("dynamodb.query", {"TableName": "t"}, "Items[].Id.S"),
        ("kinesis.describe_stream", {"StreamName": "s"}, "StreamDescription.Shards[].ShardId"),
    ],
)
def test_items_are_paged_by_the_size_a_request_asks_for(
    wire: Wire, dotted: str, parameters: dict[str, Any], key: str
) -> None:
    names = [f"name-{number}" for number in range(7)]
    member = key.split("[].")[1]
    items = [{"Id": {"S": name}} if member == "Id.S" else {member: name} for name in names]
    wire.serve_items(dotted, items, default_page=4)
    service, name = dotted.split(".")
    for size, requests in ((None, 2), (3, 3), (7, 1), (1, 7)):
        wire.requests.clear()
        config = {"PageSize": size} if size else {}
        paginator = wire.client(service).get_paginator(name)
        found = paginator.paginate(**parameters, PaginationConfig=config)
        assert list(found.search(key)) == names
        assert len(wire.requests) == requests


def test_the_first_page_may_be_resumed_from(wire: Wire) -> None:
    wire.serve_items("iam.list_users", [{"UserName": name} for name in "abcde"], default_page=2)
    paginator = wire.client("iam").get_paginator("list_users")
    first = paginator.paginate(PaginationConfig={"MaxItems": 2})
    assert [user["UserName"] for user in first.build_full_result()["Users"]] == ["a", "b"]
    rest = paginator.paginate(PaginationConfig={"StartingToken": first.resume_token})
    assert list(rest.search("Users[].UserName")) == ["c", "d", "e"]


def test_a_region_may_answer_differently(wire: Wire) -> None:
    wire.serve("ec2.describe_volumes", [{"Volumes": [{"VolumeId": "vol-1"}]}])
    wire.serve("ec2.describe_volumes", [refuse("UnauthorizedOperation")], region="eu-west-1")
    assert len(wire.client("ec2", "eu-central-1").describe_volumes()["Volumes"]) == 1
    with pytest.raises(ClientError, match="UnauthorizedOperation"):
        wire.client("ec2", "eu-west-1").describe_volumes()
    assert [request.region for request in wire.requests] == ["eu-central-1", "eu-west-1"]


def test_an_account_is_told_by_its_access_key(wire: Wire) -> None:
    wire.serve("iam.list_users", [{"Users": [{"UserName": "other"}]}], access_key="other")
    wire.serve("iam.list_users", [USERS])
    wire.serve(
        "sts.assume_role",
        lambda request: {
            "Credentials": {
                "AccessKeyId": request.parameters["RoleSessionName"],
                "SecretAccessKey": "s",
                "SessionToken": "t",
                "Expiration": WHOLE,
            }
        },
    )
    role = {"RoleArn": "arn:aws:iam::123456789012:role/r", "RoleSessionName": "other"}
    assumed = wire.client("sts").assume_role(**role)["Credentials"]["AccessKeyId"]
    other = wire.session.client("iam", aws_access_key_id=assumed, aws_secret_access_key="s")
    assert wire.client("iam").list_users()["Users"] == USERS["Users"]
    assert other.list_users()["Users"] == [{"UserName": "other"}]


def test_services_that_sign_alike_are_told_apart_by_what_is_served(wire: Wire) -> None:
    wire.serve("neptune.describe_db_clusters", [{"DBClusters": [{"Engine": "neptune"}]}])
    wire.serve("rds.describe_db_instances", [{"DBInstances": [{"Engine": "mysql"}]}])
    assert wire.client("neptune").describe_db_clusters()["DBClusters"][0]["Engine"] == "neptune"
    assert wire.client("rds").describe_db_instances()["DBInstances"][0]["Engine"] == "mysql"


def test_what_is_not_served_fails_the_test(wire: Wire) -> None:
    wire.serve("ec2.describe_instances", [{"Reservations": []}])
    for service, name in (("ec2", "describe_volumes"), ("elbv2", "describe_rules")):
        with pytest.raises(ClientError, match="wire has nothing for"):
            getattr(wire.client(service), name)()
    with pytest.raises(AssertionError, match=r"nothing is served for ec2\.describe_volumes"):
        wire.verify()
    wire.unexpected.clear()


def test_a_page_that_cannot_be_is_refused_where_it_is_served(wire: Wire) -> None:
    wrong = {"Reservation": [], "Reservations": [{"Instances": {"a": 1}}]}
    with pytest.raises(ValueError, match=r"no member 'Reservation' .*Reservations\[0\].Instances"):
        wire.serve("ec2.describe_instances", [wrong])
    with pytest.raises(ValueError, match="ec2 has no operation 'describe_instance'"):
        wire.serve("ec2.describe_instance", [{}])


def test_every_session_of_the_process_comes_here(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire.serve("sts.get_caller_identity", [{"Account": "1"}])
    assert "AWS_PROFILE" not in os.environ
    assert boto3.Session().client("sts").get_caller_identity()["Account"] == "1"
    monkeypatch.setenv("AWS_PROFILE", "missing")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://192.0.2.1")
    assert wire.session.client("sts").get_caller_identity()["Account"] == "1"
