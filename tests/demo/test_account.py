"""The demo account: what is in it, the same each time, whatever the machine is set to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from querykit.demo import account

IDS = {
    "ec2": "ec2.describe_volumes | Volumes[].VolumeId",
    "iam": "iam.list_users | Users[].[UserName, UserId, CreateDate]",
    "kms": "kms.list_keys | Keys[].KeyId",
    "route53": "route53.list_hosted_zones | HostedZones[].Id",
}
INSTANCES = "ec2.describe_instances | Reservations[].Instances[].[InstanceId, LaunchTime]"


def _spoil(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Everything on the machine that would lead a client astray."""
    (folder / "config").write_text("[default]\nregion = nowhere\n[broken")
    for name, value in {
        "AWS_PROFILE": "missing",
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_CA_BUNDLE": "/nowhere",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
        "NO_PROXY": "",
        "AWS_ACCESS_KEY_ID": "only-half",
        "MOTO_ACCOUNT_ID": "999999999999",
        "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    }.items():
        monkeypatch.setenv(name, value)


def test_nothing_on_the_machine_reaches_it_and_it_says_nothing_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _spoil(monkeypatch, tmp_path)
    # In a process of its own: what moto has read once, it does not read again.
    code = """
from querykit.demo import account
with account() as demo:
    for service in ("sqs", "logs"):
        demo.seed(service)
    print(len(demo.engine().run("sqs.list_queues | QueueUrls").to_list()))
    print(len(demo.engine().run("logs.describe_log_groups | logGroups").to_list()))
"""
    ran = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "6\n60\n", "")


def test_the_environment_is_what_it_was_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "mine")
    before = dict(os.environ)
    with account():
        assert "AWS_PROFILE" not in os.environ
    assert dict(os.environ) == before


@pytest.mark.slow  # the README's example asks for all of them, too
def test_one_call_sees_fewer_instances_than_there_are() -> None:
    with account() as demo:
        demo.seed("ec2")
        plain = demo.client("ec2").describe_instances()
        seen = [found for one in plain["Reservations"] for found in one["Instances"]]
        assert len(seen) == 1000
        assert plain["NextToken"]
        rows = demo.engine().run(INSTANCES).to_list()
        assert len(rows) == 1200
        assert len({launched for _, launched in rows}) > 100


@pytest.mark.parametrize(
    "services", [("kms", "route53"), pytest.param(("iam", "ec2"), marks=pytest.mark.slow)]
)
def test_the_estate_has_the_same_ids_each_time(services: Sequence[str]) -> None:
    found = []
    for _ in range(2):
        with account() as demo:
            for service in services:
                demo.seed(service)
            found.append([demo.engine().run(IDS[service]).to_list() for service in services])
    assert found[0] == found[1]
    assert all(found[0])


def test_the_order_in_which_parts_are_made_changes_no_id() -> None:
    question = "kms.list_keys | Keys[].KeyId"
    with account() as demo:
        demo.seed("kms")
        alone = demo.engine().run(question).to_list()
    with account() as demo:
        demo.seed("route53")
        demo.seed("kms")
        assert demo.engine().run(question).to_list() == alone


def test_two_accounts_that_are_open_together_are_one() -> None:
    with account() as first:
        first.seed("sqs")
        first.seed("sqs")  # a second time makes nothing
        with account() as second:
            second.seed("sqs")  # it is there
            assert len(second.engine().run("sqs.list_queues | QueueUrls").to_list()) == 6
        assert len(first.engine().run("sqs.list_queues | QueueUrls").to_list()) == 6
    with account() as third:
        assert third.engine().run("sqs.list_queues | QueueUrls").to_list() == []


def test_a_service_without_a_part_is_there_and_empty() -> None:
    with account() as demo:
        demo.seed("glue")
        assert demo.engine().run("glue.get_databases | DatabaseList[].Name").to_list() == []


def test_without_moto_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "moto").mkdir()
    (tmp_path / "moto" / "__init__.py").write_text("raise ImportError('not here')")
    ran = subprocess.run(
        [sys.executable, "-m", "querykit", "query", "sts.get_caller_identity", "--demo"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
    )
    assert ran.returncode == 2
    assert ran.stderr == (
        "error: this needs the package moto, which is not installed\n"
        "  install it with: pip install 'aws-querykit[demo]'\n"
    )


def test_without_the_demo_moto_is_not_imported() -> None:
    code = """
import sys
import querykit, querykit.engine, querykit.cli._execution, querykit.demo
assert not {"moto", "werkzeug", "flask", "rich"} & set(sys.modules), "imported"
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
