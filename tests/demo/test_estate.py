"""The demo organization as a run over accounts and regions sees it."""

from __future__ import annotations

from collections import Counter

import pytest

from querykit.demo import account
from querykit.demo.accounts import Account
from querykit.engine.failure_classes import class_of
from querykit.errors import IncompleteError
from querykit.result import Result
from querykit.target import Selection

INSTANCES = "ec2.describe_instances | Reservations[].Instances[].InstanceId"
PAYMENTS, SANDBOX = "222233334444", "777788889999"
MEMBERS = {
    ("111122223333", "ap-northeast-1"): 5,
    ("111122223333", "eu-west-1"): 8,
    ("111122223333", "us-east-1"): 12,
    ("444455556666", "eu-west-1"): 4,
    ("444455556666", "us-east-1"): 6,
    (SANDBOX, "eu-central-1"): 3,
    (SANDBOX, "us-west-2"): 5,
}
MANAGEMENT = {
    ("123456789012", "ap-southeast-2"): 25,
    ("123456789012", "eu-west-1"): 40,
    ("123456789012", "us-east-1"): 1200,
}


def _run(demo: Account, *regions: str) -> tuple[Result, Counter[tuple[str | None, str | None]]]:
    """Run a query in the organization. Returns how many rows each account and region has."""
    result = demo.engine().run(INSTANCES, targets=Selection(source="org", regions=regions))
    places: list[tuple[str | None, str | None]] = []
    with pytest.raises(IncompleteError):
        places.extend((target.account, target.region) for target, _ in result.with_targets())
    return result, Counter(places)


def _failures(result: Result) -> list[tuple[str | None, str | None, str]]:
    """Return what failed: the account, the region and the class."""
    return sorted(
        (each.target.account, each.target.region, class_of(each.error, "ec2", "DescribeInstances"))
        for each in result.outcomes
        if each.error is not None
    )


def test_a_run_has_the_rows_of_each_account_it_can_read() -> None:
    regions = ("ap-southeast-1", "eu-west-1", "us-west-2")
    with account() as demo:
        result, counts = _run(demo, *regions)
    assert counts == {place: count for place, count in MEMBERS.items() if place[1] in regions}
    assert (SANDBOX, "ap-southeast-1", "denied-by-scp") in _failures(result)
    assert {each.target.account for each in result.outcomes if each.error} == {PAYMENTS, SANDBOX}
    assert sum(each.status == "complete" for each in result.outcomes) == 11


@pytest.mark.slow
def test_a_run_has_every_row_of_the_estate() -> None:
    with account() as demo:
        demo.seed("ec2")
        result, counts = _run(demo, "all")
    assert counts == MANAGEMENT | MEMBERS
    assert sum(each.status == "complete" for each in result.outcomes) == 67
    denied = (SANDBOX, "ap-southeast-1", "denied-by-scp")
    assert [each for each in _failures(result) if each[0] != PAYMENTS] == [denied]
