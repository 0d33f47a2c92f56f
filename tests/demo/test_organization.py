"""The demo organization, with plain boto3: its accounts, their roles and regions, what is denied.

What AWS itself answers has its source in querykit/demo/refusals.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.parsers import create_parser

from querykit.demo import account, responses
from querykit.demo.accounts import Account
from querykit.demo.organization import DISABLED_REGIONS, ENABLED_REGIONS
from tests.wire.models import service_model

PRODUCTION, PAYMENTS, STAGING = "111122223333", "222233334444", "444455556666"
SANDBOX, RETIRED = "777788889999", "999900001111"
NAMES = {
    "123456789012": "management",
    PRODUCTION: "production",
    PAYMENTS: "payments",
    STAGING: "staging",
    SANDBOX: "sandbox",
    RETIRED: "retired",
}
ROLE = "arn:aws:iam::{}:role/OrganizationAccountAccessRole"
SESSION = "arn:aws:sts::777788889999:assumed-role/OrganizationAccountAccessRole/audit"


@pytest.fixture(scope="module")
def demo() -> Iterator[Account]:
    """Open the demo account once: no test changes anything in it."""
    with account() as opened:
        yield opened


def _enter(demo: Account, member: str) -> boto3.Session:
    """Return a session in a member account, as its role gives it."""
    role = ROLE.format(member)
    given = demo.client("sts").assume_role(RoleArn=role, RoleSessionName="audit")["Credentials"]
    return boto3.Session(
        given["AccessKeyId"],
        given["SecretAccessKey"],
        given["SessionToken"],
        region_name="us-east-1",
    )


def _client(demo: Account, session: boto3.Session, service: str, region: str = "us-east-1") -> Any:
    create: Any = session.client
    return create(service, region_name=region, endpoint_url=demo.endpoint_url)


def _error(call: Any, **parameters: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return str(refused.value)


def _instances(client: Any) -> list[str]:
    pages = client.get_paginator("describe_instances").paginate()
    return [
        str(instance["InstanceId"])
        for page in pages
        for reservation in page["Reservations"]
        for instance in reservation["Instances"]
    ]


def test_the_organization_lists_its_accounts_page_by_page(demo: Account) -> None:
    pages = list(
        demo.client("organizations")
        .get_paginator("list_accounts")
        .paginate(PaginationConfig={"PageSize": 2})
    )
    found = [each for page in pages for each in page["Accounts"]]
    assert len(pages) == 3
    assert {each["Id"]: each["Name"] for each in found} == NAMES
    assert [each["Id"] for each in found if each["Status"] == "SUSPENDED"] == [RETIRED]
    assert [each["Id"] for each in found if each["JoinedMethod"] == "INVITED"] == [PAYMENTS]
    assert {each["Arn"].split(":")[1] for each in found} == {"aws"}


def test_units_lie_in_units(demo: Account) -> None:
    organizations = demo.client("organizations")

    def tree(parent: str) -> dict[str, Any]:
        accounts = organizations.list_accounts_for_parent(ParentId=parent)["Accounts"]
        units = organizations.list_organizational_units_for_parent(ParentId=parent)
        return {each["Name"]: each["Id"] for each in accounts} | {
            each["Name"]: tree(each["Id"]) for each in units["OrganizationalUnits"]
        }

    (root,) = organizations.list_roots()["Roots"]
    assert tree(root["Id"]) == {
        "management": "123456789012",
        "retired": RETIRED,
        "workloads": {
            "staging": STAGING,
            "sandbox": SANDBOX,
            "production": {"production": PRODUCTION, "payments": PAYMENTS},
        },
    }
    organization = organizations.describe_organization()["Organization"]
    assert organization["MasterAccountId"] == "123456789012"


@pytest.mark.parametrize("member", [PRODUCTION, STAGING, SANDBOX])
def test_a_role_leads_into_its_account(demo: Account, member: str) -> None:
    sts = _client(demo, _enter(demo, member), "sts")
    one, other = sts.get_caller_identity(), sts.get_caller_identity()
    session = "assumed-role/OrganizationAccountAccessRole/audit"
    assert (one["Account"], one["Arn"]) == (member, f"arn:aws:sts::{member}:{session}")
    assert one["UserId"] == other["UserId"]


@pytest.mark.parametrize("missing", ["123456789012", PAYMENTS, RETIRED, "000000000000"])
def test_a_role_that_does_not_exist_is_denied(demo: Account, missing: str) -> None:
    sts, role = demo.client("sts"), ROLE.format(missing)
    assert _error(sts.assume_role, RoleArn=role, RoleSessionName="audit") == (
        "An error occurred (AccessDenied) when calling the AssumeRole operation: "
        "User: arn:aws:sts::123456789012:user/moto is not authorized to perform: sts:AssumeRole "
        f"on resource: {role}"
    )


def test_a_member_does_not_list_the_organization(demo: Account) -> None:
    organizations = _client(demo, _enter(demo, STAGING), "organizations")
    assert _error(organizations.list_accounts) == (
        "An error occurred (AccessDeniedException) when calling the ListAccounts operation: "
        "You don't have permissions to access this resource."
    )
    found = organizations.describe_organization()["Organization"]
    assert found["MasterAccountId"] == "123456789012"


def test_iam_has_the_role_where_it_can_be_assumed(demo: Account) -> None:
    demo.seed("organizations")
    listed = demo.client("iam").list_roles()["Roles"]
    assert "OrganizationAccountAccessRole" not in [each["RoleName"] for each in listed]
    iam = _client(demo, _enter(demo, STAGING), "iam")
    assert [each["Arn"] for each in iam.list_roles()["Roles"]] == [ROLE.format(STAGING)]


def test_account_management_lists_regions_page_by_page(demo: Account) -> None:
    pages = list(
        _client(demo, _enter(demo, STAGING), "account")
        .get_paginator("list_regions")
        .paginate(PaginationConfig={"PageSize": 20})
    )
    found = [each for page in pages for each in page["Regions"]]
    assert [len(page["Regions"]) for page in pages] == [20, 14]
    assert {each["RegionName"] for each in found} == {*ENABLED_REGIONS, *DISABLED_REGIONS}
    assert Counter(each["RegionOptStatus"] for each in found) == {
        "ENABLED_BY_DEFAULT": 17,
        "DISABLED": 17,
    }


def test_account_management_lists_regions_by_status(demo: Account) -> None:
    client = demo.client("account")
    found = client.list_regions(RegionOptStatusContains=["ENABLED", "ENABLED_BY_DEFAULT"])
    assert sorted(each["RegionName"] for each in found["Regions"]) == sorted(ENABLED_REGIONS)
    status = client.get_region_opt_status(RegionName="me-south-1")
    assert (status["RegionName"], status["RegionOptStatus"]) == ("me-south-1", "DISABLED")
    assert "(ValidationException)" in _error(client.get_region_opt_status, RegionName="nowhere-1")


def test_ec2_lists_the_enabled_regions_and_all(demo: Account) -> None:
    ec2 = demo.client("ec2")
    enabled = [each["RegionName"] for each in ec2.describe_regions()["Regions"]]
    assert sorted(enabled) == sorted(ENABLED_REGIONS)
    everything = ec2.describe_regions(AllRegions=True)["Regions"]
    assert Counter(each["OptInStatus"] for each in everything) == {
        "opt-in-not-required": 17,
        "not-opted-in": 17,
    }
    named = ec2.describe_regions(RegionNames=["eu-west-1", "me-south-1"])["Regions"]
    assert [each["OptInStatus"] for each in named] == ["opt-in-not-required", "not-opted-in"]
    filters = [{"Name": "region-name", "Values": ["eu-*"]}]
    european = ec2.describe_regions(Filters=filters)["Regions"]
    assert sorted(each["RegionName"] for each in european) == [
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
    ]
    assert _error(ec2.describe_regions, RegionNames=["nowhere-1"]) == (
        "An error occurred (InvalidParameterValue) when calling the DescribeRegions operation: "
        "Invalid region provided: nowhere-1"
    )


OFF = [
    (
        "ec2",
        "describe_instances",
        "(AuthFailure) when calling the DescribeInstances operation: "
        "AWS was not able to validate the provided access credentials",
    ),
    (
        "dynamodb",
        "list_tables",
        "(UnrecognizedClientException) when calling the ListTables operation: "
        "The security token included in the request is invalid.",
    ),
    (
        "lambda",
        "list_functions",
        "(UnrecognizedClientException) when calling the ListFunctions operation: "
        "The security token included in the request is invalid.",
    ),
    (
        "sns",
        "list_topics",
        "(InvalidClientTokenId) when calling the ListTopics operation: "
        "The security token included in the request is invalid",
    ),
    (
        "sts",
        "get_caller_identity",
        "(InvalidClientTokenId) when calling the GetCallerIdentity operation: "
        "The security token included in the request is invalid",
    ),
    (
        "s3",
        "list_buckets",
        "(InvalidToken) when calling the ListBuckets operation: "
        "The provided token is malformed or otherwise invalid.",
    ),
]


@pytest.mark.parametrize(("service", "operation", "said"), OFF)
def test_a_region_that_is_not_enabled_knows_no_credentials(
    demo: Account, service: str, operation: str, said: str
) -> None:
    client = demo.client(service, "me-south-1")
    assert _error(getattr(client, operation)) == f"An error occurred {said}"


def test_a_refusal_in_cbor_has_its_code_and_message() -> None:
    """Check the protocol by botocore's parser: moto has no service that it asks in CBOR."""
    sent = responses.error("cbor", 400, "UnrecognizedClientException", "ä" * 300)
    parser = create_parser("smithy-rpc-v2-cbor")
    response = {"status_code": sent.status, "headers": sent.headers, "body": sent.body}
    shape = service_model("ec2").operation_model("DescribeRegions").output_shape
    assert shape is not None
    read = parser.parse(response, shape)
    assert read["Error"]["Code"] == "UnrecognizedClientException"
    assert read["Error"]["Message"] == "ä" * 300


# What follows the user in the message, by the service and the operation.
DENIALS = [
    ("ec2", "describe_volumes", "UnauthorizedOperation", "ec2:DescribeVolumes"),
    ("rds", "describe_db_instances", "AccessDenied", "rds:DescribeDBInstances on resource: *"),
    ("sqs", "list_queues", "AccessDeniedException", "sqs:ListQueues on resource: *"),
    ("lambda", "list_functions", "AccessDeniedException", "lambda:ListFunctions on resource: *"),
    ("s3", "list_buckets", "AccessDenied", "s3:ListAllMyBuckets on resource: *"),
    ("eks", "list_clusters", "AccessDeniedException", "eks:ListClusters on resource: *"),
    (
        "cloudwatch",
        "describe_alarms",
        "AccessDeniedException",
        "cloudwatch:DescribeAlarms on resource: *",
    ),
]


@pytest.mark.parametrize(("service", "operation", "code", "action"), DENIALS)
def test_a_policy_denies_one_region_of_one_account(
    demo: Account, service: str, operation: str, code: str, action: str
) -> None:
    client = _client(demo, _enter(demo, SANDBOX), service, "ap-southeast-1")
    said = _error(getattr(client, operation))
    name = client.meta.method_to_api_mapping[operation]
    prefix = "You are not authorized to perform this operation. " if service == "ec2" else ""
    assert said == (
        f"An error occurred ({code}) when calling the {name} operation: {prefix}User: {SESSION} "
        f"is not authorized to perform: {action} with an explicit deny in a service control policy"
    )


def test_the_policy_denies_nothing_else(demo: Account) -> None:
    sandbox, staging = _enter(demo, SANDBOX), _enter(demo, STAGING)
    denied = "ap-southeast-1"
    assert _instances(_client(demo, staging, "ec2", denied)) == []
    assert len(_instances(_client(demo, sandbox, "ec2", "us-west-2"))) == 5
    # No policy denies this one, and these have one endpoint for all regions.
    assert _client(demo, sandbox, "sts", denied).get_caller_identity()["Account"] == SANDBOX
    assert _client(demo, sandbox, "iam", denied).list_users()["Users"] == []
    assert len(_client(demo, sandbox, "account", denied).list_regions()["Regions"]) == 34


def test_the_policy_is_in_the_organization(demo: Account) -> None:
    attached = demo.client("organizations").list_policies_for_target(
        TargetId=SANDBOX, Filter="SERVICE_CONTROL_POLICY"
    )
    assert [each["Name"] for each in attached["Policies"]] == [
        "FullAWSAccess",
        "deny-ap-southeast-1",
    ]


EVERYWHERE = {
    PRODUCTION: {"ap-northeast-1": 5, "eu-west-1": 8, "us-east-1": 12},
    STAGING: {"eu-west-1": 4, "us-east-1": 6},
    SANDBOX: {"eu-central-1": 3, "us-west-2": 5},
}


@pytest.mark.parametrize("member", EVERYWHERE)
def test_members_have_instances_of_their_own(demo: Account, member: str) -> None:
    session = _enter(demo, member)
    counts = {
        region: len(_instances(_client(demo, session, "ec2", region)))
        for region in sorted({*EVERYWHERE[member], "us-east-1", "sa-east-1"})
    }
    assert {region: count for region, count in counts.items() if count} == EVERYWHERE[member]


def test_members_have_buckets_of_their_own(demo: Account) -> None:
    found = _client(demo, _enter(demo, STAGING), "s3").list_buckets()["Buckets"]
    assert [each["Name"] for each in found] == [
        f"querykit-demo-{STAGING}-assets",
        f"querykit-demo-{STAGING}-backups",
    ]


def test_ids_do_not_depend_on_the_order_of_requests() -> None:
    found = []
    for threads, members in ((1, [PRODUCTION, STAGING]), (4, [STAGING, PRODUCTION])):
        with account() as demo, ThreadPoolExecutor(threads) as pool:
            clients = [
                (member, region, _client(demo, session, "ec2", region))
                for member in members
                for session in [_enter(demo, member)]
                for region in ("us-east-1", "eu-west-1", "sa-east-1")
            ]
            rows = pool.map(
                lambda each: (*each[:2], _instances(each[2]), _networks(each[2])), clients
            )
            found.append(sorted(rows))
    assert found[0] == found[1]


def _networks(client: Any) -> list[str]:
    return [str(each["VpcId"]) for each in client.describe_vpcs()["Vpcs"]]


def test_the_management_account_has_what_it_had(demo: Account) -> None:
    demo.seed("sqs")
    _enter(demo, STAGING)
    assert len(demo.client("sqs").list_queues()["QueueUrls"]) == 6
    # Only what a query asks for is created.
    assert _instances(demo.client("ec2", "eu-west-1")) == []
