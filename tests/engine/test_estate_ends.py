"""Runs at several targets that end early, or lose what they are made with: nothing is left out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from querykit import Engine
from querykit.errors import ConfigurationError, IncompleteError, OutputError
from querykit.result import Result
from querykit.target import Selection
from tests.wire import Request, Wire, refuse

QUERY = "ec2.describe_volumes | Volumes[].VolumeId"
OWN, SECOND, THIRD = "111111111111", "222222222222", "333333333333"
REGIONS = ("eu-west-1", "us-east-1")
OFF = "AWS was not able to validate the provided access credentials"
UNKNOWN = refuse("AuthFailure", OFF, status=401)


@pytest.fixture
def estate(wire: Wire) -> Wire:
    """Serve two pages with a volume each in every region of every account."""

    def volumes(request: Request) -> Any:
        page = {"Volumes": [{"VolumeId": f"{request.region}/{request.token or 0}"}]}
        return page if request.token else {**page, "NextToken": "1"}

    wire.serve("sts.get_caller_identity", [{"Arn": f"arn:aws:iam::{OWN}:user/ann"}])
    wire.serve("sts.assume_role", _assume)
    wire.serve("account.list_regions", [{"Regions": [{"RegionName": each} for each in REGIONS]}])
    wire.serve("ec2.describe_volumes", volumes)
    return wire


def _assume(request: Request) -> Any:
    return {
        "Credentials": {
            "AccessKeyId": f"ASIA{request.parameters['RoleArn'].split(':')[4]}",
            "SecretAccessKey": "s" * 40,
            "SessionToken": "t" * 40,
            "Expiration": "2037-01-01T00:00:00Z",
        }
    }


def _ends(result: Result) -> list[tuple[str | None, str | None, str, int]]:
    return [(each.target.account, each.region, each.status, each.rows) for each in result.outcomes]


@pytest.mark.parametrize("executor", ["serial", "threads"])
def test_accounts_that_were_not_looked_up_are_stopped(estate: Wire, executor: str) -> None:
    asked = Selection(accounts=(SECOND, OWN, THIRD), regions=("all",))
    result = Engine(estate.session, executor=executor, max_concurrency=1).run(
        QUERY, targets=asked, limit=1
    )
    assert len(result.to_list()) == 1
    result.close()
    ends = _ends(result)
    assert ends[:2] == [
        (SECOND, "eu-west-1", "stopped", 1),
        (SECOND, "us-east-1", "stopped", 0),
    ]
    assert list(dict.fromkeys(end[0] for end in ends)) == [SECOND, OWN, THIRD]
    assert {end[2] for end in ends} == {"stopped"}


def test_rows_that_came_unordered_are_counted_where_they_are_from(estate: Wire) -> None:
    engine = Engine(estate.session)
    request = engine.plan(QUERY, limit=3)
    result = engine.start(request, targets=Selection(regions=("all",)), ordered=False)
    assert len(result.to_list()) == 3
    assert sum(end[3] for end in _ends(result)) == 3


def test_an_executor_that_is_shut_down_ends_the_run(estate: Wire) -> None:
    executor = ThreadPoolExecutor(1)
    result = Engine(estate.session, executor=executor, max_concurrency=1).run(
        QUERY, targets=Selection(regions=("all",))
    )
    next(result)
    executor.shutdown(wait=True, cancel_futures=True)
    with pytest.raises((ConfigurationError, RuntimeError), match=r"shut ?down"):
        result.to_list()


def test_a_role_that_was_refused_is_tried_again_by_the_next_run(estate: Wire) -> None:
    engine = Engine(estate.session, targets=Selection(accounts=(SECOND,), regions=REGIONS))
    estate.serve("sts.assume_role", lambda _: refuse("AccessDenied", "not yet", status=403))
    with pytest.raises(IncompleteError, match="not yet"):
        engine.run(QUERY).to_list()
    estate.serve("sts.assume_role", _assume)
    assert len(engine.run(QUERY).to_list()) == 4


def test_a_token_is_rejected_if_there_may_be_several_targets(estate: Wire) -> None:
    with pytest.raises(ConfigurationError, match="a starting token is of one target"):
        Engine(estate.session).run(
            QUERY, targets=Selection(regions=("all",)), starting_token="1"
        ).to_list()
    assert estate.requests == []


def test_an_access_key_that_is_deleted_during_a_run_is_a_failure(estate: Wire) -> None:
    """It looks like the key of a region that is not enabled, until another region is asked."""
    gone = refuse("InvalidClientTokenId", "The security token is invalid", status=403)
    answers: list[Any] = [{"Arn": f"arn:aws:iam::{OWN}:user/ann"}]
    estate.serve("sts.get_caller_identity", lambda _: answers.pop() if answers else gone)
    estate.serve("ec2.describe_volumes", lambda _: UNKNOWN, region="us-east-1")
    result = Engine(estate.session).run(QUERY, targets=Selection(regions=("all",)))
    with pytest.raises(IncompleteError, match=f"in {OWN} us-east-1 failed"):
        result.to_list()
    assert [each.failure for each in result.outcomes] == [None, "bad-key-or-region-off"]


@pytest.mark.parametrize(
    ("asked", "regions"),
    [
        ({"exclude_regions": ("us-*",)}, []),
        ({"regions": ("us-east-1",), "exclude_regions": ("us-*",)}, []),
        ({"exclude_accounts": (OWN,)}, []),
        ({"regions": ("all",), "exclude_accounts": (OWN,)}, []),
        ({"regions": ("xx-*",)}, []),
        ({"regions": ("us-east-1", "xx-*")}, ["us-east-1"]),
        ({"regions": ("us-east-1", "us-east-1")}, ["us-east-1"]),
    ],
)
def test_what_is_excluded_or_matches_nothing_is_not_called(
    estate: Wire, asked: dict[str, Any], regions: list[str]
) -> None:
    result = Engine(estate.session).run(QUERY, targets=Selection(**asked))
    if not regions:
        with pytest.raises(ConfigurationError, match="no target is left"):
            result.to_list()
        return
    assert [row.split("/")[0] for row in result.to_list()[::2]] == regions
    absent = [str(each) for each in result.outcomes if each.status == "not-here"]
    expected = f"ec2.DescribeVolumes in {OWN} xx-*: no enabled region matches"
    assert absent == ([expected] if "xx-*" in asked["regions"] else [])


@pytest.fixture
def profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Selection]:
    """Return the selection of a file in which an account is reached by a profile."""
    credentials = tmp_path / "credentials"
    credentials.write_text("[p]\naws_access_key_id = AKIAP\naws_secret_access_key = s\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))

    def select(account: str) -> Selection:
        file = tmp_path / "accounts.yaml"
        file.write_text(f"- {{id: '{account}', profile: p}}\n")
        return Selection(source=str(file), accounts=(), regions=("us-east-1",))

    return select


def test_a_profile_of_another_account_is_a_failure(
    estate: Wire, profiles: Callable[[str], Selection]
) -> None:
    result = Engine(estate.session).run(QUERY, targets=profiles(SECOND))
    with pytest.raises(IncompleteError, match=f"'p' is of the account {OWN}, not {SECOND}"):
        result.to_list()
    assert "describe_volumes" not in {each.operation for each in estate.requests}


def test_a_profile_whose_key_is_unknown_is_a_failure(
    estate: Wire, profiles: Callable[[str], Selection]
) -> None:
    def who(request: Request) -> Any:
        if request.access_key == "AKIAP":
            return refuse("InvalidClientTokenId", "The security token is invalid", status=403)
        return {"Arn": f"arn:aws:iam::{OWN}:user/ann"}

    estate.serve("sts.get_caller_identity", who)
    estate.serve("ec2.describe_volumes", lambda _: UNKNOWN)
    with pytest.raises(IncompleteError, match="InvalidClientTokenId"):
        Engine(estate.session).run(QUERY, targets=profiles(SECOND)).to_list()


def test_a_full_disk_ends_a_run_whose_rows_wait_in_a_file(
    estate: Wire, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    engine = Engine(estate.session, memory=1)
    with pytest.raises(OutputError, match="cannot be written to a temporary file: No such file"):
        engine.run(QUERY, targets=Selection(regions=("all",))).to_list()
