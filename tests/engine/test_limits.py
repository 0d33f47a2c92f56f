"""Requests wait for AWS's token buckets; throttling slows whom it hits, and nobody else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.credentials import CredentialResolver, RefreshableCredentials

from querykit import Bounds, Engine, Outcome
from querykit.engine import limits as under_test
from querykit.engine.access import Access
from querykit.engine.call import Call
from querykit.engine.clients import Clients
from querykit.engine.credentials import owner
from querykit.engine.limits import Lane, Limits, Turn
from querykit.engine.run import World, run
from querykit.engine.sessions import sealed_session
from querykit.errors import ThrottledError, TimedOutError
from querykit.services.operation import operation
from querykit.target import Target
from querykit.waiting import Waiting
from tests.wire import Request, Wire, once, refuse, stall

HERE = "eu-west-1"
LATER = 1000.0
LOG_GROUPS = "logs.describe_log_groups"
TOPICS = "sns.list_topics"


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(clock: Clock) -> Limits:
    return Limits(clock=clock, sleep=clock.sleep)


def lane(limits: Limits, dotted: str, owner: str = "1", region: str | None = HERE) -> Lane:
    return limits.lane(owner, region, operation(*dotted.split(".")))


def times(clock: Clock, lane: Lane, count: int) -> list[float]:
    """When requests are sent, one after the other."""
    found = []
    for _ in range(count):
        assert lane.acquire({}, LATER) is not None
        found.append(round(clock.now, 3))
    return found


def sent(lane: Lane) -> Turn:
    turn = lane.acquire({}, LATER)
    assert turn is not None
    return turn


def throttle(clock: Clock, lane: Lane, *, count: int = 1, gap: float = 0.05) -> None:
    """Send requests, the last of which is throttled after as long a time."""
    for _ in range(count):
        turn = sent(lane)
        clock.now += gap
    turn.throttled()


# What is documented holds from the first request.


def test_a_documented_rate_is_kept_after_its_burst(clock: Clock, limits: Limits) -> None:
    assert times(clock, lane(limits, "cloudtrail.lookup_events"), 5) == [0, 0, 0.5, 1, 1.5]


def test_a_bucket_that_rested_is_full_again_and_not_fuller(clock: Clock, limits: Limits) -> None:
    findings = lane(limits, "securityhub.get_findings")
    times(clock, findings, 6)
    clock.now = 100
    assert times(clock, findings, 8) == [100] * 6 + [100.333, 100.667]


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        # The account, the region and the operation, as far as the bucket counts them.
        (("sns.list_topics", "1", HERE), ("sns.list_topics", "2", HERE), False),
        (("sns.list_topics", "1", HERE), ("sns.list_topics", "1", "us-east-1"), False),
        (("sns.list_topics", "1", HERE), ("sns.list_subscriptions", "1", HERE), False),
        (("sns.list_topics", "1", HERE), ("sns.list_topics", "1", HERE), True),
        (("route53.list_hosted_zones", "1", HERE), ("route53.get_change", "1", "a"), True),
        (("route53.list_hosted_zones", "1", HERE), ("route53.get_change", "2", HERE), False),
        (("lambda.list_functions", "1", HERE), ("lambda.list_tags", "1", HERE), True),
        (("lambda.list_functions", "1", HERE), ("lambda.list_tags", "1", "us-east-1"), False),
    ],
)
def test_a_bucket_is_shared_within_its_scope(
    clock: Clock, limits: Limits, one: Any, other: Any, *, is_shared: bool
) -> None:
    times(clock, lane(limits, *one), 100)
    before = clock.now
    times(clock, lane(limits, *other), 1)
    assert (clock.now > before) == is_shared


def test_a_throttled_organization_is_one_for_all_of_its_accounts(
    clock: Clock, limits: Limits
) -> None:
    throttle(clock, lane(limits, "organizations.list_accounts", "1"))
    assert times(clock, lane(limits, "organizations.list_accounts", "2"), 2) == [0.15, 0.25]


# What is not documented has no limit before AWS throttles.


def test_without_a_documented_rate_nothing_waits(clock: Clock, limits: Limits) -> None:
    assert times(clock, lane(limits, LOG_GROUPS), 1000) == [0] * 1000


def test_throttling_halves_the_rate_that_was_sent_at(clock: Clock, limits: Limits) -> None:
    groups = lane(limits, LOG_GROUPS)
    times(clock, groups, 50)  # more than a second ago
    clock.now = 2
    throttle(clock, groups, count=20)
    assert times(clock, groups, 3) == [3.1, 3.2, 3.3]
    throttle(clock, groups)
    assert times(clock, groups, 2) == [3.65, 3.85]


@pytest.mark.parametrize("seconds", [0, 0.001, 30])
def test_a_rate_is_measured_over_a_time_that_says_something(
    clock: Clock, limits: Limits, seconds: float
) -> None:
    groups = lane(limits, LOG_GROUPS)
    throttle(clock, groups, gap=seconds)
    before = clock.now
    assert times(clock, groups, 1) == [before + (2 if seconds > 1 else 0.02)]


@pytest.mark.parametrize(("gap", "rate"), [(0.05, 5), (0.19, 5), (0.25, 2), (1, 0.5)])
def test_a_rate_that_others_found_is_where_it_begins_if_more_was_sent(
    clock: Clock, limits: Limits, gap: float, rate: float
) -> None:
    distributions = lane(limits, "cloudfront.list_distributions")
    throttle(clock, distributions, gap=gap, count=20)
    before = clock.now
    assert sent(distributions).sent - before == pytest.approx(1 / rate)


def test_requests_under_way_together_slow_down_once(clock: Clock, limits: Limits) -> None:
    groups = lane(limits, LOG_GROUPS)
    turns = [sent(groups) for _ in range(20)]
    clock.now = 1
    for turn in turns:
        turn.throttled()
    assert times(clock, groups, 2) == [1.1, 1.2]


def test_a_rate_does_not_fall_for_ever(clock: Clock, limits: Limits) -> None:
    events = lane(limits, "cloudtrail.lookup_events")
    for _ in range(10):
        throttle(clock, events, gap=0.001)
    before = clock.now
    assert sent(events).sent - before == pytest.approx(20)


def test_a_rate_recovers_and_ends_at_the_documented_one(clock: Clock, limits: Limits) -> None:
    topics = lane(limits, TOPICS)
    throttle(clock, topics)
    rates = []
    for _ in range(7):
        begin, count = clock.now, 0
        while clock.now < begin + 1:
            sent(topics).succeeded()
            count += 1
        rates.append(count)
    # Half of 30, and a tenth of it more each second.
    assert rates == [pytest.approx(each, abs=1.6) for each in (17, 20, 23, 26, 29, 30, 30)]


def test_a_rate_that_is_very_low_doubles_at_most(clock: Clock, limits: Limits) -> None:
    topics = lane(limits, TOPICS)
    for _ in range(20):
        throttle(clock, topics, gap=0.001)
    waits = []
    for _ in range(4):
        before = clock.now
        turn = sent(topics)
        waits.append(turn.sent - before)
        turn.succeeded()
    assert waits == [pytest.approx(20), pytest.approx(10), pytest.approx(5), pytest.approx(2.5)]


def test_an_unknown_rate_recovers_without_an_end(clock: Clock, limits: Limits) -> None:
    groups = lane(limits, LOG_GROUPS)
    throttle(clock, groups, count=20)
    begin = clock.now
    while clock.now - begin < 30:
        sent(groups).succeeded()
    begin = clock.now
    times(clock, groups, 100)
    assert 100 / (clock.now - begin) == pytest.approx(40, rel=0.05)


def test_what_waits_when_the_rate_falls_waits_at_the_new_rate(clock: Clock) -> None:
    turns: list[Turn] = []

    def sleep(seconds: float) -> None:
        if turns:
            turns.pop().throttled()
        clock.sleep(seconds)

    limits = Limits(clock=clock, sleep=sleep)
    events = lane(limits, "cloudtrail.lookup_events")
    turns += [sent(events), sent(events)][:1]
    assert sent(events).sent == 1  # not 0.5


# Another account, a deadline, an interrupt.


def test_throttling_slows_no_other_account_region_or_operation(
    clock: Clock, limits: Limits
) -> None:
    for _ in range(5):
        throttle(clock, lane(limits, LOG_GROUPS))
    before = clock.now
    for other in (
        lane(limits, LOG_GROUPS, "2"),
        lane(limits, LOG_GROUPS, "1", "us-east-1"),
        lane(limits, "logs.describe_log_streams"),
    ):
        assert times(clock, other, 20) == [round(before, 3)] * 20


def test_a_request_that_comes_too_late_waits_for_its_deadline(clock: Clock, limits: Limits) -> None:
    events = lane(limits, "cloudtrail.lookup_events")
    times(clock, events, 2)
    assert events.acquire({}, 0.4) is None
    assert clock.now == pytest.approx(0.4)
    # And has taken no token.
    assert times(clock, events, 1) == [0.5]


def test_a_request_that_comes_too_late_takes_a_token_that_is_free_earlier(clock: Clock) -> None:
    recovering: list[Turn] = []

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        for turn in recovering:
            turn.succeeded()

    limits = Limits(clock=clock, sleep=sleep)
    groups = lane(limits, LOG_GROUPS)
    before = sent(groups)
    throttle(clock, groups, count=20)
    for _ in range(4):
        throttle(clock, groups)
    recovering += [before] * 20
    begin = clock.now
    turn = groups.acquire({}, begin + 1.5)  # a token comes after 1.6 seconds, at the old rate
    assert turn is not None
    assert 0.25 < turn.sent - begin < 0.5


def test_an_interrupt_leaves_the_limits_as_they_are(clock: Clock) -> None:
    def sleep(_: float) -> None:
        raise KeyboardInterrupt

    limits = Limits(clock=clock, sleep=sleep)
    events = lane(limits, "cloudtrail.lookup_events")
    times(clock, events, 2)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            events.acquire({}, LATER)
    clock.now = 10
    assert times(clock, events, 1) == [10]


def test_many_resources_are_forgotten_when_they_rest(
    clock: Clock, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_test, "_MOST", 8)
    consumers = lane(limits, "kinesis.list_stream_consumers")
    throttled = consumers.acquire({"StreamARN": "throttled"}, LATER)
    assert throttled is not None
    clock.now = 0.5
    throttled.throttled()
    for number in range(100):
        clock.now += 1
        assert consumers.acquire({"StreamARN": f"{number}"}, LATER) is not None
    assert len(limits._paces) <= 9
    before = clock.now
    times(clock, consumers, 1)
    assert clock.now == before
    for _ in range(6):
        consumers.acquire({"StreamARN": "throttled"}, LATER)
    assert clock.now - before == pytest.approx(0.4)  # after a burst of 5, still half of 5 a second


# --rate


def test_a_rate_of_ones_own_is_for_an_account_and_a_region(clock: Clock) -> None:
    limits = Limits(4, clock=clock, sleep=clock.sleep)
    groups, topics = lane(limits, LOG_GROUPS), lane(limits, TOPICS)
    sent = [times(clock, each, 1)[0] for each in (groups, topics, groups, topics)]
    assert sent == [0, 0.25, 0.5, 0.75]
    assert times(clock, lane(limits, LOG_GROUPS, "2"), 1) == [0.75]
    assert times(clock, lane(limits, LOG_GROUPS, "1", "us-east-1"), 1) == [0.75]


def test_a_rate_of_ones_own_takes_the_place_of_a_documented_one(clock: Clock) -> None:
    limits = Limits(100, clock=clock, sleep=clock.sleep)
    events = lane(limits, "cloudtrail.lookup_events")
    assert times(clock, events, 5) == [0, 0.01, 0.02, 0.03, 0.04]
    throttle(clock, events)
    assert times(clock, events, 2) == [0.6, 1.1]
    # What AWS throttled slows down, not all that the rate is for.
    assert times(clock, lane(limits, TOPICS), 3)[-1] <= 1.13


# On the wire: a server that accepts so many requests a second.


class Accepting:
    """Answers with a page as long as its own token bucket has tokens."""

    def __init__(
        self,
        page: dict[str, Any],
        rate: float,
        burst: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.throttled = 0
        self._page, self._rate, self._burst, self._clock = page, rate, burst, clock
        self._tokens, self._at = burst, clock()
        self._lock = threading.Lock()

    def __call__(self, _: Request) -> Any:
        with self._lock:
            now = self._clock()
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
            self._at = now
            if self._tokens >= 1:
                self._tokens -= 1
                return self._page
            self.throttled += 1
            return refuse("Throttling", "Rate exceeded", status=400)


def ended(world: World, call: Call) -> Outcome:
    *_, outcome = run(call, world)
    assert isinstance(outcome, Outcome)
    return outcome


def run_many(world: World, calls: list[Call], threads: int = 8) -> Iterator[Outcome]:
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(lambda call: ended(world, call), calls)


def call_of(query: str, **bounds: Any) -> Call:
    return Call(1, Target(HERE), Engine(region=HERE).plan(query, bounds=Bounds(**bounds)))


def test_a_documented_rate_is_not_throttled(wire: Wire, clock: Clock, limits: Limits) -> None:
    server = Accepting({"Topics": []}, 30.01, 30, clock)
    wire.serve(TOPICS, server)
    world = World(Access(Clients(wire.session)), limits=limits)
    call = call_of(TOPICS)
    for _ in range(60):
        assert ended(world, call).status == "complete"
    assert server.throttled == 0
    assert clock.now == pytest.approx(1)


def test_an_unknown_rate_is_throttled_less(wire: Wire, figure: Callable[[str], None]) -> None:
    throttled, seconds = [], []
    for limits in (None, Limits()):
        server = Accepting({"logGroups": []}, rate=20, burst=4)
        wire.serve(LOG_GROUPS, server)
        world = World(Access(Clients(wire.session)), limits=limits)
        begin = time.monotonic()
        outcomes = run_many(world, [call_of(LOG_GROUPS, max_attempts=1000)] * 10)
        assert {each.status for each in outcomes} == {"complete"}
        seconds.append(time.monotonic() - begin)
        throttled.append(server.throttled)
    figure(
        f"10 requests at 20 a second, which nobody knows: {throttled[0]} throttled in"
        f" {seconds[0]:.2f} s without limits, {throttled[1]} in {seconds[1]:.2f} s with limits"
    )
    # A busy machine sends slowly, and is hardly throttled without limits either.
    assert throttled[1] <= max(10, throttled[0] / 2)


def test_an_account_that_is_always_throttled_slows_no_other(wire: Wire) -> None:
    page: dict[str, Any] = {"logGroups": []}
    wire.serve(LOG_GROUPS, [refuse("Throttling", status=400)], access_key="throttled")
    wire.serve(LOG_GROUPS, [page], access_key="free")
    waited: set[int] = set()

    def sleep(seconds: float) -> None:
        waited.add(threading.get_ident())
        time.sleep(seconds)

    limits = Limits(sleep=sleep)
    slow, free = (
        World(
            Access(Clients(sealed_session(key, HERE), endpoint_url=wire.endpoint_url)),
            limits=limits,
        )
        for key in ("throttled", "free")
    )
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(ended, slow, call_of(LOG_GROUPS, timeout=60))
        while slow.retries.count < 2:
            time.sleep(0.005)
        call = call_of(LOG_GROUPS)
        outcomes = [ended(free, call) for _ in range(8)]
        assert not future.done()
        wire.serve(LOG_GROUPS, [page], access_key="throttled")
        assert future.result().status == "complete"
    assert {each.status for each in outcomes} == {"complete"}
    assert sum(request.access_key == "free" for request in wire.requests) == 8
    assert free.retries.count == 0
    assert threading.get_ident() not in waited


@pytest.mark.parametrize("last", ["throttled", "cut at the deadline"])
def test_throttling_ends_a_call_with_its_time_and_not_before(wire: Wire, last: str) -> None:
    throttled = refuse("Throttling", "Rate exceeded", status=400)
    wire.serve(LOG_GROUPS, [throttled if last == "throttled" else once(throttled, then=stall())])
    world = World(Access(Clients(wire.session)), limits=Limits())
    begin = time.monotonic()
    outcome = ended(world, call_of(LOG_GROUPS, timeout=0.4, max_attempts=2))
    assert 0.34 < time.monotonic() - begin < 1
    assert isinstance(outcome.error, TimedOutError)
    assert outcome.error.code == "Throttling"
    assert "the last attempt: AWS returned Throttling: Rate exceeded" in str(outcome.error)


@pytest.mark.parametrize("bounds", [{"max_attempts": 2}, {"max_attempts": 1, "timeout": 5}])
def test_without_a_timeout_or_retries_the_attempts_end_it(wire: Wire, bounds: Any) -> None:
    wire.serve(LOG_GROUPS, [refuse("Throttling", "Rate exceeded", status=400)])
    outcome = ended(
        World(Access(Clients(wire.session)), limits=Limits(1000)), call_of(LOG_GROUPS, **bounds)
    )
    assert isinstance(outcome.error, ThrottledError)
    assert len(wire.requests) == bounds["max_attempts"]


def test_other_failures_are_retried_as_often_as_without_limits(wire: Wire) -> None:
    wire.serve(LOG_GROUPS, [refuse("InternalFailure", status=500)])
    world = World(Access(Clients(wire.session)), limits=Limits())
    assert ended(world, call_of(LOG_GROUPS, timeout=5)).status == "failed"
    assert len(wire.requests) == 5


def test_an_interrupt_ends_the_wait_and_the_reason_is_shown(wire: Wire) -> None:
    wire.serve("cloudtrail.lookup_events", [{"Events": []}])
    waiting, shown = Waiting(), []

    def sleep(_: float) -> None:
        shown.append(world.retries.reason)
        waiting.interrupt(KeyboardInterrupt())

    world = World(Access(Clients(wire.session)), waiting, limits=Limits(sleep=sleep))
    call = call_of("cloudtrail.lookup_events")
    for _ in range(2):
        assert ended(world, call).status == "complete"
    with pytest.raises(KeyboardInterrupt):
        ended(world, call)
    assert shown == ["within the rate of cloudtrail.lookup_events"]
    assert world.retries.reason is None


@pytest.mark.parametrize(
    ("targets", "is_shared"),
    [
        ([Target(HERE, account="1"), Target(HERE, account="1", profile="p")], True),
        ([Target(HERE, account="1"), Target(HERE, account="2")], False),
        ([Target(HERE, profile="p"), Target(HERE, profile="q")], False),
        ([Target(HERE, profile="p"), Target(HERE, profile="p", name="P")], True),
        ([Target(HERE, profile="p"), Target(HERE)], False),
        ([Target(HERE), Target(HERE)], True),
        ([Target(), Target("us-east-1")], True),
        ([Target(HERE), Target("us-east-1")], False),
    ],
)
def test_requests_are_counted_by_account_or_by_what_reaches_it(
    wire: Wire,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    targets: list[Target],
    *,
    is_shared: bool,
) -> None:
    profiles = tmp_path / "credentials"
    keys = "aws_access_key_id = k\naws_secret_access_key = s\n"
    profiles.write_text(f"[p]\n{keys}[q]\n{keys}")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(profiles))
    wire.serve("cloudtrail.lookup_events", [{"Events": []}])
    world = World(Access(Clients(wire.session)), limits=Limits(clock=clock, sleep=clock.sleep))
    request = call_of("cloudtrail.lookup_events").request
    for target in (targets[0], *targets):
        assert ended(world, Call(1, target, request)).status == "complete"
    assert (clock.now > 0) == is_shared


def test_keys_that_are_refreshed_are_counted_by_their_profile() -> None:
    session: Any = botocore.session.Session(profile="p")
    session.set_credentials("key", "secret")
    assert owner(session) == "key"
    never = datetime.now(timezone.utc) + timedelta(days=1)
    session._credentials = RefreshableCredentials("k", "s", "t", never, dict, "role")
    assert owner(session) == "profile p"
    session._credentials = None
    session.register_component("credential_provider", CredentialResolver([]))
    assert owner(session) == "profile p"
