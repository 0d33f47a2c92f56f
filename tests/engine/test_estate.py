"""One query at many targets: accounts, regions, and what each of them answered."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from querykit import Engine
from querykit.errors import AccessDeniedError, ConfigurationError, IncompleteError
from querykit.result import Result
from querykit.target import Selection, Target
from tests.wire import Request, Wire, refuse

QUERY = "ec2.describe_volumes | Volumes[].VolumeId"
REGIONS = ("ap-south-1", "eu-central-1", "eu-west-1", "us-east-1")
OWN, SECOND, THIRD = "111111111111", "222222222222", "333333333333"
ROLE = "OrganizationAccountAccessRole"


def _account(request: Request) -> str:
    """Whose credentials a request is signed with: those of a role tell its account."""
    key = request.access_key or ""
    return key.removeprefix("ASIA") if key.startswith("ASIA") else OWN


def _assume(request: Request) -> Any:
    account = request.parameters["RoleArn"].split(":")[4]
    if account == THIRD:
        return refuse("AccessDenied", "not authorized to perform: sts:AssumeRole", status=403)
    return {
        "Credentials": {
            "AccessKeyId": f"ASIA{account}",
            "SecretAccessKey": "s" * 40,
            "SessionToken": "t" * 40,
            "Expiration": "2037-01-01T00:00:00Z",
        }
    }


@pytest.fixture
def estate(wire: Wire) -> Wire:
    """Serve two volumes in each of four regions of each account; one role is missing."""

    def who(request: Request) -> Any:
        return {"Arn": f"arn:aws:sts::{_account(request)}:assumed-role/x/y", "Account": "x"}

    def volumes(request: Request) -> Any:
        account = _account(request)
        return {"Volumes": [{"VolumeId": f"{account}/{request.region}/{n}"} for n in range(2)]}

    wire.serve("sts.get_caller_identity", who)
    wire.serve("sts.assume_role", _assume)
    wire.serve("account.list_regions", [{"Regions": [{"RegionName": each} for each in REGIONS]}])
    wire.serve("ec2.describe_volumes", volumes)
    return wire


def _run(wire: Wire, selection: Selection, **options: Any) -> Result:
    return Engine(wire.session, **options).run(QUERY, targets=selection)


def _rows(result: Result) -> tuple[list[Any], str]:
    rows = []
    try:
        for row in result:
            rows.append(row)
    except IncompleteError as error:
        return rows, str(error)
    return rows, ""


def _volumes(account: str, *regions: str) -> list[str]:
    return [f"{account}/{region}/{n}" for region in regions for n in range(2)]


@pytest.mark.parametrize(
    ("asked", "regions"),
    [
        ({"regions": ("us-east-1", "eu-west-1")}, ["us-east-1", "eu-west-1"]),
        ({"regions": ("all",)}, [*REGIONS]),
        ({"regions": ("eu-*",)}, ["eu-central-1", "eu-west-1"]),
        ({"regions": ("us-*", "*-1"), "exclude_regions": ("eu-*",)}, ["us-east-1", "ap-south-1"]),
        ({"regions": ("eu-west-1",)}, ["eu-west-1"]),
        ({}, ["us-east-1"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("executor", ["serial", "threads"])
def test_rows_come_region_by_region(
    estate: Wire, asked: dict[str, Any], regions: list[str], executor: str
) -> None:
    result = _run(estate, Selection(**asked), executor=executor)
    assert _rows(result) == (_volumes(OWN, *regions), "")
    assert [outcome.region for outcome in result.outcomes] == regions
    assert result.complete


def test_a_region_that_is_named_needs_no_list(estate: Wire) -> None:
    assert _rows(_run(estate, Selection(regions=("us-east-1", "eu-west-1"))))[1] == ""
    assert "list_regions" not in {request.operation for request in estate.requests}


def test_where_the_account_api_is_denied_ec2_lists_the_regions(estate: Wire) -> None:
    denied = refuse("AccessDeniedException", "no", status=403)
    estate.serve("account.list_regions", lambda _: denied)
    estate.serve("ec2.describe_regions", [{"Regions": [{"RegionName": "eu-west-1"}]}])
    assert _rows(_run(estate, Selection(regions=("all",)))) == (_volumes(OWN, "eu-west-1"), "")


def test_a_role_is_assumed_once_in_every_account_but_ones_own(estate: Wire) -> None:
    asked = Selection(accounts=(SECOND, OWN), regions=("us-east-1", "eu-west-1"))
    result = _run(estate, asked)
    regions = ("us-east-1", "eu-west-1")
    assert _rows(result) == ([*_volumes(SECOND, *regions), *_volumes(OWN, *regions)], "")
    assumed = [each for each in estate.requests if each.operation == "assume_role"]
    assert [each.parameters["RoleArn"] for each in assumed] == [
        f"arn:aws:iam::{SECOND}:role/{ROLE}"
    ]
    assert {each.region for each in assumed} == {"us-east-1"}


@pytest.mark.parametrize(
    ("role", "arn"),
    [
        ("Audit", f"arn:aws:iam::{SECOND}:role/Audit"),
        ("arn:aws:iam::{account}:role/audit/Read", f"arn:aws:iam::{SECOND}:role/audit/Read"),
    ],
)
def test_a_role_is_a_name_or_an_arn(estate: Wire, role: str, arn: str) -> None:
    asked = Selection(accounts=(SECOND,), role=role, external_id="e-1", session_name="audit-7")
    _rows(Engine(estate.session, targets=asked).run(QUERY))
    (assumed,) = (each for each in estate.requests if each.operation == "assume_role")
    assert assumed.parameters["RoleArn"] == arn
    assert assumed.parameters["ExternalId"] == "e-1"
    assert assumed.parameters["RoleSessionName"] == "audit-7"


@pytest.mark.parametrize("regions", [("all",), ("us-east-1", "eu-west-1")])
def test_an_account_without_the_role_is_tried_once_and_named(
    estate: Wire, regions: tuple[str, ...]
) -> None:
    result = _run(estate, Selection(accounts=(THIRD, SECOND), regions=regions))
    rows, error = _rows(result)
    assert rows == _volumes(SECOND, *(REGIONS if regions == ("all",) else regions))
    assert f"ec2.DescribeVolumes in {THIRD}" in error
    assert "not authorized to perform: sts:AssumeRole" in error
    tried = Counter(each.parameters["RoleArn"] for each in estate.requests if each.operation == "assume_role")  # fmt: skip # noqa: E501
    assert set(tried.values()) == {1}
    failed = [outcome for outcome in result.outcomes if outcome.error]
    assert [outcome.region for outcome in failed] == ([None] if regions == ("all",) else [*regions])
    assert all(isinstance(outcome.error, AccessDeniedError) for outcome in failed)


def _organize(wire: Wire) -> None:
    """Serve an organization: two accounts in a unit below the root's, one suspended elsewhere."""

    def row(account: str, name: str, state: str = "ACTIVE") -> dict[str, Any]:
        arn = f"arn:aws:organizations::{OWN}:account/o-1/{account}"
        return {"Id": account, "Name": name, "Arn": arn, "State": state}

    tree = {"ou-a": [], "ou-b": [row(SECOND, "shop")], "ou-c": [row("444444444444", "old", "SUSPENDED")]}  # fmt: skip # noqa: E501
    below = {"ou-a": ["ou-b", "ou-c"]}
    every = [row(SECOND, "shop"), row(OWN, "main"), *tree["ou-c"]]
    wire.serve("organizations.list_accounts", [{"Accounts": every[:1]}, {"Accounts": every[1:]}])
    wire.serve(
        "organizations.list_accounts_for_parent",
        lambda asked: {"Accounts": tree[asked.parameters["ParentId"]]},
    )
    wire.serve(
        "organizations.list_organizational_units_for_parent",
        lambda asked: {
            "OrganizationalUnits": [
                {"Id": ou} for ou in below.get(asked.parameters["ParentId"], [])
            ]
        },
    )


@pytest.mark.parametrize(
    ("narrowed", "accounts"),
    [
        ({}, [OWN, SECOND]),
        ({"ous": ("ou-a",)}, [SECOND]),
        ({"exclude_ous": ("ou-a",)}, [OWN]),
        ({"exclude_accounts": (OWN,)}, [SECOND]),
        ({"accounts": (SECOND,)}, [SECOND, OWN]),
    ],
)
def test_the_active_accounts_of_the_organization_are_asked(
    estate: Wire, narrowed: dict[str, Any], accounts: list[str]
) -> None:
    _organize(estate)
    rows, error = _rows(_run(estate, Selection(source="org", **narrowed)))
    assert rows == [row for account in accounts for row in _volumes(account, "us-east-1")]
    assert error == ""


def test_if_organizations_denies_the_list_nothing_is_asked(estate: Wire) -> None:
    denied = refuse("AccessDeniedException", "not the management account", status=403)
    estate.serve("organizations.list_accounts", lambda _: denied)
    with pytest.raises(AccessDeniedError, match="not the management account"):
        _run(estate, Selection(source="org")).to_list()
    assert "describe_volumes" not in {request.operation for request in estate.requests}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", f"- '{OWN}'\n- id: {SECOND}\n  name: shop\n  role: Audit\n"),
        ("a.csv", f"id,name,role\n{OWN},,\n{SECOND},shop,Audit\n"),
    ],
)
def test_accounts_of_a_file_are_asked(estate: Wire, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    result = _run(estate, Selection(source=str(tmp_path / name)))
    assert _rows(result)[0] == [*_volumes(OWN, "us-east-1"), *_volumes(SECOND, "us-east-1")]
    assert [outcome.target.name for outcome in result.outcomes] == [None, "shop"]
    (assumed,) = (each for each in estate.requests if each.operation == "assume_role")
    assert assumed.parameters["RoleArn"] == f"arn:aws:iam::{SECOND}:role/Audit"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.yaml", "- 12345\n- id: '111111111111'\n- '111111111111'\n- {name: x}\n",
         ["a.yaml:1:3: error: '12345' is not an account ID: it has twelve digits",
          "a.yaml:3:3: error: duplicate account 111111111111, first listed on line 2",
          "a.yaml:4:3: error: the account has no id"]),
        ("a.csv", "id,nme\n1,x\n,y\n",
         ["a.csv:1:2: error: unknown column 'nme'",
          "a.csv:2:1: error: '1' is not an account ID", "a.csv:3:1: error: the account has no id"]),
        ("a.yaml", "", ["the file has no account"]),
        ("a.txt", "", ["must end in .yaml, .yml or .csv"]),
    ],
)  # fmt: skip
def test_a_wrong_file_of_accounts_tells_all_mistakes(
    estate: Wire, tmp_path: Path, name: str, text: str, told: list[str]
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(ConfigurationError) as raised:
        _run(estate, Selection(source=str(tmp_path / name))).to_list()
    for each in told:
        assert each in str(raised.value)
    assert "describe_volumes" not in {request.operation for request in estate.requests}


@pytest.mark.parametrize(
    "asked",
    [
        {"regions": ("all",), "exclude_regions": ("*",)},
        {"accounts": (SECOND,), "exclude_accounts": (SECOND,)},
    ],
)
def test_no_target_is_no_empty_success(estate: Wire, asked: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="no target is left"):
        _run(estate, Selection(**asked)).to_list()


def test_a_row_comes_with_its_target(estate: Wire) -> None:
    result = _run(estate, Selection(accounts=(SECOND, OWN), regions=("eu-west-1",)))
    seen = [(target.account, target.region, row) for target, row in result.with_targets()]
    assert seen == [
        (account, "eu-west-1", row)
        for account in (SECOND, OWN)
        for row in _volumes(account, "eu-west-1")
    ]


def test_targets_may_be_named_one_by_one(estate: Wire) -> None:
    targets = (Target("eu-west-1"), Target("us-east-1"))
    result = Engine(estate.session).run(QUERY, targets=targets)
    assert _rows(result) == (_volumes(OWN, "eu-west-1", "us-east-1"), "")


def test_a_limit_stops_the_other_calls(estate: Wire) -> None:
    asked = Selection(regions=("all",))
    result = Engine(estate.session, max_concurrency=1).run(QUERY, targets=asked, limit=3)
    assert result.to_list() == _volumes(OWN, *REGIONS)[:3]
    assert {outcome.status for outcome in result.outcomes} == {"complete", "stopped"}
    assert len(result.outcomes) == 4


def test_an_engine_takes_what_the_command_line_takes(estate: Wire) -> None:
    _organize(estate)
    engine = Engine(estate.session, regions=["eu-*"], accounts="org")
    result = engine.run(QUERY)
    regions = ("eu-central-1", "eu-west-1")
    assert result.to_list() == [*_volumes(OWN, *regions), *_volumes(SECOND, *regions)]
    assert [str(target) for target in engine.targets()] == [
        f"{account} {region}" for account in (OWN, SECOND) for region in regions
    ]
    summary = result.summary()
    assert (summary["targets"], summary["complete"]) == (4, 4)
    assert summary["outcomes"][0] == {
        "account": OWN,
        "name": "main",
        "region": "eu-central-1",
        "service": "ec2",
        "operation": "DescribeVolumes",
        "status": "complete",
        "pages": 1,
        "rows": 2,
    }


def test_all_mistakes_of_a_selection_are_told_before_any_call(estate: Wire) -> None:
    with pytest.raises(ConfigurationError) as raised:
        Engine(estate.session, regions=["us-esat-1"], accounts=["12"], role="arn:aws:iam::1:role/x")
    told = [mistake.what for mistake in raised.value.mistakes]
    assert len(told) == 3
    assert estate.requests == []
