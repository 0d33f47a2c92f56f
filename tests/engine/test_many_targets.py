"""Many accounts and regions with a fault in some: exact rows, exact outcomes, from any executor."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from querykit import Engine
from querykit.engine.executors.serial import Serial
from querykit.engine.executors.threads import Threads
from querykit.errors import IncompleteError
from querykit.query import Bounds
from querykit.target import Selection
from tests.wire import Request, Wire, raw, refuse, reset, slow

QUERY = "ec2.describe_volumes | Volumes[].[VolumeId, Size]"
OWN = "100000000000"
NAMES = (
    *("af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-south-1"),
    *("ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1"),
    *("eu-south-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-west-2"),
)
OFF = "AWS was not able to validate the provided access credentials"
SCP = "no, with an explicit deny in a service control policy"
# What a target does, and how its call ends.
ENDS = {
    "fine": ("complete", None),
    "empty": ("complete", None),
    "slow": ("complete", None),
    "throttled once": ("complete", None),
    "dropped once": ("complete", None),
    "denied": ("failed", "denied-by-scp"),
    "denied later": ("failed", "denied-by-scp"),
    "expired": ("failed", "expired"),
    "foreign": ("failed", "foreign-response"),
    "off": ("not-here", None),
}


@dataclass(frozen=True)
class Place:
    """A target: how it behaves, and its pages."""

    account: str
    region: str
    behavior: str
    sizes: tuple[int, ...]

    @property
    def rows(self) -> list[list[Any]]:
        pages = {"empty": 0, "denied": 0, "expired": 0, "foreign": 0, "off": 0, "denied later": 1}
        read = self.sizes[: pages.get(self.behavior, len(self.sizes))]
        return [[f"{self.account}/{self.region}/{n}", n] for n in range(sum(read))]


class World:
    """AWS, as far as the accounts and regions of a seed go."""

    def __init__(self, wire: Wire, seed: int, accounts: int, regions: int) -> None:
        rng = random.Random(seed)
        ids = [OWN, *(str(int(OWN) + n) for n in range(1, accounts))]
        self.places = [
            Place(
                account,
                region,
                rng.choice(["fine"] * 9 + [*ENDS]),
                tuple(rng.choice([0, 1, 3, 7]) for _ in range(rng.randint(1, 4))),
            )
            for account in ids
            for region in NAMES[:regions]
        ]
        self._known = {(place.account, place.region): place for place in self.places}
        self._seen: set[tuple[str, str]] = set()
        listed = [{"RegionName": name} for name in NAMES[:regions]]
        arn = "arn:aws:organizations::1:account/o/"
        every = [{"Id": each, "Arn": arn + each, "State": "ACTIVE"} for each in reversed(ids)]
        wire.serve("sts.get_caller_identity", [{"Arn": f"arn:aws:iam::{OWN}:user/ann"}])
        wire.serve("sts.assume_role", _assume)
        wire.serve("account.list_regions", [{"Regions": listed}])
        wire.serve("organizations.list_accounts", [{"Accounts": every}])
        wire.serve("ec2.describe_volumes", self._volumes)

    @property
    def rows(self) -> list[list[Any]]:
        return [row for place in self.places for row in place.rows]

    def _volumes(self, request: Request) -> Any:
        key = request.access_key or ""
        account = key.removeprefix("ASIA") if key.startswith("ASIA") else OWN
        place = self._known[account, str(request.region)]
        number = int(request.token or 0)
        refused = _refusal(place.behavior, number)
        if refused is not None:
            return refused
        if place.behavior.endswith("once") and (account, place.region) not in self._seen:
            self._seen.add((account, place.region))
            return reset() if "dropped" in place.behavior else raw(429, "", {"Retry-After": "0"})
        return self._page(place, number)

    def _page(self, place: Place, number: int) -> Any:
        before = sum(place.sizes[:number])
        size = 0 if place.behavior == "empty" else place.sizes[number]
        volumes = [
            {"VolumeId": f"{place.account}/{place.region}/{n}", "Size": n}
            for n in range(before, before + size)
        ]
        page: dict[str, Any] = {"Volumes": volumes}
        if number + 1 < len(place.sizes):
            page["NextToken"] = str(number + 1)
        return slow(page, 0.02) if place.behavior == "slow" else page


def _assume(request: Request) -> Any:
    account = request.parameters["RoleArn"].split(":")[4]
    return {
        "Credentials": {
            "AccessKeyId": f"ASIA{account}",
            "SecretAccessKey": "s" * 40,
            "SessionToken": "t" * 40,
            "Expiration": "2037-01-01T00:00:00Z",
        }
    }


def _refusal(behavior: str, number: int) -> Any:
    if behavior == "denied" or (behavior == "denied later" and number == 1):
        return refuse("UnauthorizedOperation", SCP, status=403)
    if behavior == "expired":
        return refuse("RequestExpired", "the request has expired", status=400)
    if behavior == "off":
        return refuse(
            "AuthFailure",
            "AWS was not able to validate the provided access credentials",
            status=401,
        )
    return raw(200, "<html>sign in</html>") if behavior == "foreign" else None


def _ends(place: Place) -> tuple[str, str | None]:
    if place.behavior == "denied later" and len(place.sizes) == 1:
        return "complete", None
    return ENDS[place.behavior]


def _executors() -> dict[str, Callable[[], Executor]]:
    return {
        "serial": Serial,
        "threads": lambda: Threads(16),
        "a pool of the caller's": lambda: ThreadPoolExecutor(5),
    }


def _check(wire: Wire, world: World, executor: Executor, *, ordered: bool = True) -> None:
    engine = Engine(wire.session, executor=executor, bounds=Bounds(max_attempts=3))
    request = engine.plan(QUERY)
    selection = Selection(source="org", regions=("all",))
    result = engine.start(request, targets=selection, ordered=ordered)
    rows = []
    try:
        for target, row in result.with_targets():
            assert row[0].startswith(f"{target.account}/{target.region}/")
            rows.append(row)
    except IncompleteError:
        assert not result.complete
    assert (rows if ordered else sorted(rows)) == (world.rows if ordered else sorted(world.rows))
    found = {
        (str(outcome.target.account), str(outcome.region)): outcome for outcome in result.outcomes
    }
    assert len(found) == len(result.outcomes) == len(world.places)
    for place in world.places:
        outcome = found[place.account, place.region]
        assert (outcome.status, outcome.failure) == _ends(place), (place, str(outcome))
        assert outcome.rows == len(place.rows), (place, str(outcome))
    if ordered:
        assert list(found) == [(place.account, place.region) for place in world.places]
    assert result.pages == sum(outcome.pages for outcome in result.outcomes)


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("name", _executors())
def test_every_target_gives_its_rows_and_ends_as_it_did(
    wire: Wire, name: str, ordered: bool
) -> None:
    with _executors()[name]() as executor:
        _check(wire, World(wire, 1, accounts=4, regions=5), executor, ordered=ordered)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "seed"), [("threads", 0), ("a pool of the caller's", 1)])
def test_forty_accounts_in_seventeen_regions(wire: Wire, name: str, seed: int) -> None:
    with _executors()[name]() as executor:
        _check(wire, World(wire, seed, accounts=40, regions=17), executor)
