"""The command line at several targets: rows with their origin, a summary, exit statuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.processes import Preloaded
from tests.wire import Request, Wire, refuse, stall

ACCOUNT = "111122223333"
REGIONS = ("ap-south-1", "eu-west-1", "us-east-1")
QUERY = "ec2.describe_volumes | Volumes[].{id: VolumeId}"
DENIED = "not authorized to perform: ec2:DescribeVolumes with an explicit deny in a service control policy"  # noqa: E501
OFF = "AWS was not able to validate the provided access credentials"


@pytest.fixture
def regions(wire: Wire) -> Wire:
    """Serve a volume in each of three regions, the last of which has a faulty second page."""

    def volumes(request: Request) -> Any:
        return {"Volumes": [{"VolumeId": f"vol-{request.region}"}]}

    wire.serve("sts.get_caller_identity", [{"Arn": f"arn:aws:iam::{ACCOUNT}:user/ann"}])
    wire.serve("account.list_regions", [{"Regions": [{"RegionName": each} for each in REGIONS]}])
    wire.serve("ec2.describe_volumes", volumes)
    return wire


class Commands:
    """Runs command lines in an empty folder."""

    def __init__(self, preloaded: Preloaded, folder: Path) -> None:
        self._preloaded, self._folder = preloaded, folder

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._preloaded.run(arguments, cwd=self._folder, env=os.environ)


@pytest.fixture
def querykit(preloaded: Preloaded, tmp_path: Path) -> Commands:
    return Commands(preloaded, tmp_path)


@pytest.mark.usefixtures("regions")
def test_rows_begin_with_their_account_and_region(querykit: Commands) -> None:
    ran = querykit("query", QUERY, "--region", "us-east-1", "--region", "eu-*", "-o", "csv")
    assert ran.stdout == (
        f"account,region,id\n{ACCOUNT},us-east-1,vol-us-east-1\n{ACCOUNT},eu-west-1,vol-eu-west-1\n"
    )
    assert (ran.stderr, ran.returncode) == ("querykit: 2 of 2 targets complete\n", 0)


@pytest.mark.usefixtures("regions")
@pytest.mark.parametrize(
    ("expression", "options", "first"),
    [
        ("Volumes[].VolumeId", (), f"{ACCOUNT}\tap-south-1\tvol-ap-south-1"),
        ("Volumes[].[VolumeId, `1`]", (), f"{ACCOUNT}\tap-south-1\tvol-ap-south-1\t1"),
        ("Volumes[].VolumeId", ("--no-target",), "vol-ap-south-1"),
        # A row that has a region of its own needs no other one.
        ("Volumes[].{region: VolumeId}", (), f"{ACCOUNT}\tvol-ap-south-1"),
    ],
)
def test_every_kind_of_row_has_its_origin(
    querykit: Commands, expression: str, options: tuple[str, ...], first: str
) -> None:
    query = f"ec2.describe_volumes | {expression}"
    ran = querykit("query", query, "--region", "all", "-o", "text", *options)
    assert ran.stdout.splitlines()[0] == first
    assert len(ran.stdout.splitlines()) == 3


@pytest.mark.usefixtures("regions")
def test_one_target_has_its_origin_if_it_is_wanted(querykit: Commands) -> None:
    ran = querykit("query", QUERY, "--region", "eu-west-1", "--with-target", "-o", "ndjson")
    assert json.loads(ran.stdout) == {"account": None, "region": "eu-west-1", "id": "vol-eu-west-1"}


@pytest.mark.usefixtures("regions")
def test_a_column_of_the_same_name_is_rejected_before_any_call(
    querykit: Commands, regions: Wire
) -> None:
    query = "ec2.describe_volumes | Volumes[].{region: VolumeId}"
    ran = querykit("query", query, "--region", "all", "--with-target")
    assert ran.returncode == 2
    assert ran.stderr == (
        "error: the rows have a field 'region', and so has their origin\n"
        "  give it another name in the expression, or pass --no-target\n"
    )
    assert regions.requests == []


@pytest.mark.parametrize(
    ("options", "status", "regions_of_rows"),
    [
        ((), 3, ["ap-south-1", "us-east-1"]),
        (("--allow-partial",), 0, ["ap-south-1", "us-east-1"]),
        (("--accept", "denied-*"), 0, ["ap-south-1", "us-east-1"]),
        (("--accept", "throttled"), 3, ["ap-south-1", "us-east-1"]),
        (("--fail-fast", "--max-concurrency", "1"), 3, ["ap-south-1"]),
    ],
)
def test_a_target_that_is_denied_is_named_and_decides_the_exit_status(
    regions: Wire,
    querykit: Commands,
    tmp_path: Path,
    options: tuple[str, ...],
    status: int,
    regions_of_rows: list[str],
) -> None:
    regions.serve(
        "ec2.describe_volumes",
        lambda _: refuse("UnauthorizedOperation", DENIED, status=403),
        region="eu-west-1",
    )
    ran = querykit("query", QUERY, "--region", "all", "-o", "csv", "--summary", "s.json", *options)
    rows = [line.split(",")[1] for line in ran.stdout.splitlines()[1:]]
    assert rows == regions_of_rows
    assert ran.returncode == status
    assert f"  denied-by-scp: {ACCOUNT} eu-west-1\n    AWS returned Unauth" in ran.stderr
    assert "    fix: ask the administrators of the organization to allow it" in ran.stderr
    summary = json.loads((tmp_path / "s.json").read_text())
    assert summary["targets"] == 3
    (failed,) = (each for each in summary["outcomes"] if each["status"] == "failed")
    assert (failed["region"], failed["class"]) == ("eu-west-1", "denied-by-scp")


def test_a_region_that_is_off_and_a_service_that_is_not_there_are_no_failures(
    regions: Wire, querykit: Commands
) -> None:
    regions.serve(
        "ec2.describe_volumes",
        lambda _: refuse("AuthFailure", OFF, status=401),
        region="eu-west-1",
    )
    ran = querykit("query", QUERY, "--region", "eu-west-1", "--region", "us-east-1", "-o", "csv")
    assert ran.stdout.count("\n") == 2
    assert ran.returncode == 0
    assert ran.stderr == (
        "querykit: 1 of 2 targets complete, 1 not there\n"
        f"  not there: {ACCOUNT} eu-west-1: the region is not enabled\n"
    )


def test_what_is_the_same_in_every_region_is_called_once(regions: Wire, querykit: Commands) -> None:
    regions.serve("iam.list_users", [{"Users": [{"UserName": "ann"}]}])
    query = "iam.list_users | Users[].UserName"
    ran = querykit("query", query, "--region", "all", "-o", "text")
    assert ran.stdout == f"{ACCOUNT}\tus-east-1\tann\n"
    assert [each.operation for each in regions.requests].count("list_users") == 1


def test_all_mistakes_about_targets_are_told_at_once(regions: Wire, querykit: Commands) -> None:
    options = ("--region", "us-esat-1", "--account", "12", "--accounts", "orgg")
    ran = querykit("query", QUERY, *options, "--role", "arn:aws:iam::111122223333:role/x")
    assert ran.returncode == 2
    assert ran.stderr.splitlines()[::2] == [
        "error: there is no region 'us-esat-1'",
        "error: '12' is not an account ID: it has twelve digits",
        "  write arn:aws:iam::{account}:role/x",
        "  did you mean 'org'?",
    ]
    assert regions.requests == []


@pytest.mark.usefixtures("regions")
def test_no_target_is_an_error(querykit: Commands) -> None:
    ran = querykit("query", QUERY, "--region", "all", "--exclude-region", "*")
    assert (ran.stdout, ran.returncode) == ("", 2)
    assert ran.stderr.startswith("error: no target is left\n")


@pytest.mark.usefixtures("regions")
def test_the_targets_of_a_run_are_listed(querykit: Commands) -> None:
    ran = querykit("targets", "--region", "e*", "--region", "us-east-1", "-o", "csv")
    assert ran.stdout == (
        "account,name,region,partition,profile,role\n"
        f"{ACCOUNT},,eu-west-1,aws,,\n"
        f"{ACCOUNT},,us-east-1,aws,,\n"
    )
    assert ran.returncode == 0


@pytest.mark.slow  # the README's example runs it, too
def test_the_demo_organization_is_read_as_far_as_it_may_be(querykit: Commands) -> None:
    query = "ec2.describe_instances | Reservations[].Instances[].InstanceId"
    options = ("--demo", "--accounts", "org", "--region", "all")
    ran = querykit("query", query, *options, "-o", "ndjson")
    assert ran.returncode == 3
    assert len(ran.stdout.splitlines()) > 1200
    assert "67 of 69 targets complete, 2 failed" in ran.stderr
    assert "777788889999 ap-southeast-1" in ran.stderr
    assert "222233334444" in ran.stderr


@pytest.mark.usefixtures("regions")
def test_one_answer_of_all_targets_has_no_origin(querykit: Commands) -> None:
    query = "ec2.describe_volumes | length(Volumes)"
    ran = querykit("query", query, "--region", "all", "--across", "-o", "text")
    assert (ran.stdout, ran.stderr) == ("3\n", "querykit: 3 of 3 targets complete\n")
    assert ran.returncode == 0


def test_an_interrupt_ends_a_run_at_once_whatever_its_threads_wait_for(
    regions: Wire, preloaded: Preloaded, tmp_path: Path
) -> None:
    for region in ("eu-west-1", "us-east-1"):
        regions.serve("ec2.describe_volumes", lambda _: stall(), region=region)
    command = [str(preloaded.command), "query", QUERY, "--region", "all", "-o", "csv"]
    with subprocess.Popen(
        command, cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 60
        while [each.operation for each in regions.requests].count("describe_volumes") < 3:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        begin = time.monotonic()
        stdout, stderr = process.communicate(timeout=60)
    assert time.monotonic() - begin < 20  # a stalled response takes a minute
    assert stdout == f"account,region,id\n{ACCOUNT},ap-south-1,vol-ap-south-1\n"
    assert process.returncode == 130
    assert "querykit: 1 of 3 targets complete, 2 stopped\n" in stderr


def test_a_plan_lists_the_calls_and_makes_none_of_them(regions: Wire, querykit: Commands) -> None:
    ran = querykit("plan", QUERY, "--region", "*-1", "--exclude-region", "us-*", "-o", "csv")
    assert ran.stdout == (
        "account,name,region,profile,role,operation\n"
        f"{ACCOUNT},,ap-south-1,,,ec2.DescribeVolumes\n"
        f"{ACCOUNT},,eu-west-1,,,ec2.DescribeVolumes\n"
    )
    assert ran.stderr.startswith("querykit: 2 calls\n")
    assert {each.operation for each in regions.requests} == {"get_caller_identity", "list_regions"}


def test_a_policy_has_the_actions_of_the_query_and_of_the_lookups(
    regions: Wire, querykit: Commands
) -> None:
    ran = querykit(
        "plan", QUERY, "--iam", "--region", "all", "--accounts", "org", "--role", "Audit"
    )
    actions = {each["Sid"]: each["Action"] for each in json.loads(ran.stdout)["Statement"]}
    assert actions == {
        "Query": ["ec2:DescribeVolumes"],
        "FindTargets": ["account:ListRegions", "organizations:ListAccounts"],
        "AssumeRoles": ["sts:AssumeRole"],
    }
    assert regions.requests == []


def test_each_account_is_tried_if_it_is_to_be_verified(regions: Wire, querykit: Commands) -> None:
    regions.serve(
        "sts.get_caller_identity",
        lambda _: refuse("InvalidClientTokenId", "The security token is invalid", status=403),
    )
    ran = querykit("targets", "--region", "us-east-1", "--verify", "-o", "csv")
    assert ran.returncode == 3
    assert "AWS returned InvalidClientTokenId" in ran.stderr
    assert "querykit: 1 account cannot be queried" in ran.stderr


def test_options_that_would_do_nothing_are_rejected_at_once(
    regions: Wire, querykit: Commands
) -> None:
    options = ("--external-id", "x", "--session-name", "y", "--accept", "denied-by-spc")
    ran = querykit("query", QUERY, "--region", "all", *options, "--fail-fast")
    assert ran.returncode == 2
    assert ran.stderr.splitlines() == [
        "error: an external ID needs accounts",
        "  pass --account ID or --accounts org",
        "error: a session name needs accounts",
        "  pass --account ID or --accounts org",
        "error: --accept: no class of failures matches 'denied-by-spc'",
        "  did you mean 'denied-by-scp'?",
        "error: --fail-fast and --accept cannot be combined: an accepted failure would end the run",
        "  omit one of them",
    ]
    assert regions.requests == []


def test_a_file_that_is_whole_as_far_as_is_accepted_has_no_partial_one(
    regions: Wire, querykit: Commands, tmp_path: Path
) -> None:
    denied = refuse("UnauthorizedOperation", DENIED, status=403)
    regions.serve("ec2.describe_volumes", lambda _: denied, region="eu-west-1")
    ran = querykit("query", QUERY, "--region", "all", "--to", "v.csv", "--accept", "denied-*")
    assert ran.returncode == 0
    assert ran.stderr.startswith("querykit: 2 of 3 targets complete, 1 failed\n")
    assert [each.name for each in tmp_path.iterdir()] == ["v.csv"]


def test_a_summary_does_not_replace_the_rows(regions: Wire, querykit: Commands) -> None:
    ran = querykit("query", QUERY, "--region", "all", "--to", "v.csv", "--summary", "./v.csv")
    assert (ran.returncode, ran.stderr) == (
        2,
        "error: --summary and --to are the same file: ./v.csv\n"
        "  write the summary to another file\n",
    )
    assert regions.requests == []
