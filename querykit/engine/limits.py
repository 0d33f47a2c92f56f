"""Rate limits: requests wait for the token buckets of AWS, as far as these are known.

A documented rate is kept from the first request. Any other bucket has no limit until AWS throttles.
Then it is half as fast as it was, and a little faster with each response.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from querykit.services.operation import Operation
from querykit.services.rates import Bucket, buckets

__all__ = ["Lane", "Limits", "Turn"]

# What a second without throttling adds to a rate: a part of where it began.
_ADDED = 0.1
# No bucket is slower, in requests per second: one that AWS always throttles is tried now and then.
_SLOWEST = 0.05
# A rate is measured over at least so many seconds, and at most one.
_SHORTEST = 0.01
# How often a request that comes after its deadline looks for an earlier token, in seconds.
_LOOK = 0.25
# Buckets of single resources are forgotten beyond this number.
_MOST = 4096

Key = tuple[str | None, ...]


class Limits:
    """The rate limits of a run, shared by all of its threads.

    rate: the requests per second of each account and region, in place of the documented rates,
        which then begin to count when AWS throttles.
    clock, sleep: as in the module time. Nothing is locked while sleep() waits, so it may raise.
    """

    def __init__(
        self,
        rate: float | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate = rate
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._paces: dict[Key, _Pace] = {}

    def lane(self, owner: str, region: str | None, called: Operation) -> Lane:
        """Return the way of an operation's requests through these limits.

        owner: the account, or whatever else stands for one: nobody else is slowed.
        """
        return Lane(self, owner, region, called)

    def acquire(
        self, owner: str, region: str | None, wanted: Sequence[Bucket], deadline: float
    ) -> Turn | None:
        """Wait until a request may be sent; None if that is not before the deadline.

        deadline: on the clock.
        """
        while True:
            paces, turns, seconds = self._reserve(owner, region, wanted, deadline)
            if turns is None:
                left = deadline - self._clock()
                if left <= 0:
                    return None
                self._sleep(min(_LOOK, left))
                continue
            if seconds > 0:
                self._sleep(seconds)
            if (turn := self._begin(paces, turns)) is not None:
                return turn

    def _reserve(
        self, owner: str, region: str | None, wanted: Sequence[Bucket], deadline: float
    ) -> tuple[tuple[_Pace, ...], list[int] | None, float]:
        """Return paces, the turns of a token of each, and the seconds until these are there.

        No turns if that is after the deadline: then no token is taken.
        """
        with self._lock:
            now = self._clock()
            paces = self._find(owner, region, wanted)
            at = max(pace.slot(now) for pace in paces)
            turns = [pace.reserve(now) for pace in paces] if at <= deadline else None
            return paces, turns, at - now

    def _begin(self, paces: tuple[_Pace, ...], turns: list[int]) -> Turn | None:
        """Return the turn of a request; None if what was reserved is void: AWS has throttled."""
        with self._lock:
            if turns != [pace.turn for pace in paces]:
                return None
            sent = self._clock()
            for pace in paces:
                pace.send(sent)
            return Turn(self, paces, sent)

    def throttled(self, paces: Sequence[_Pace], sent: float) -> None:
        """Slow down after a request that was sent at a time, once for all that were under way."""
        with self._lock:
            now = self._clock()
            for pace in paces:
                pace.lower(now, sent)

    def succeeded(self, paces: Sequence[_Pace]) -> None:
        """Speed up a little."""
        with self._lock:
            now = self._clock()
            for pace in paces:
                pace.rise(now)

    def _find(self, owner: str, region: str | None, wanted: Sequence[Bucket]) -> tuple[_Pace, ...]:
        """Return the paces of buckets, which begin at their documented rates."""
        found = [self._pace(_key(owner, region, each), each) for each in wanted]
        if self._rate is not None:
            own = Bucket("", self._rate, 1, sure=True)
            found.append(self._pace(_key(owner, region, own), own, is_fixed=True))
        return tuple(found)

    def _pace(self, key: Key, bucket: Bucket, *, is_fixed: bool = False) -> _Pace:
        if key not in self._paces:
            self._forget()
            is_sure = is_fixed or (bucket.sure and self._rate is None)
            self._paces[key] = _Pace(bucket, is_sure=is_sure, is_fixed=is_fixed)
        return self._paces[key]

    def _forget(self) -> None:
        if len(self._paces) >= _MOST:
            now = self._clock()
            self._paces = {key: each for key, each in self._paces.items() if each.matters(now)}


def _key(owner: str, region: str | None, bucket: Bucket) -> Key:
    if bucket.scope == "organization":
        return (bucket.key,)
    return (bucket.key, owner) if bucket.scope == "account" else (bucket.key, owner, region)


@dataclass(frozen=True)
class Lane:
    """The way of one operation's requests, of one account in one region, through the limits."""

    limits: Limits
    owner: str
    region: str | None
    called: Operation

    def acquire(self, parameters: Mapping[str, Any], deadline: float) -> Turn | None:
        """Wait until a request may be sent; None if that is not before the deadline."""
        wanted = buckets(self.called, parameters)
        return self.limits.acquire(self.owner, self.region, wanted, deadline)

    def __str__(self) -> str:
        return f"{self.called.service}.{self.called.method}"


@dataclass(frozen=True)
class Turn:
    """A request that may be sent; how it ended is reported to the limits."""

    limits: Limits
    paces: tuple[_Pace, ...]
    sent: float

    def throttled(self) -> None:
        """Slow down: AWS has throttled the request."""
        self.limits.throttled(self.paces, self.sent)

    def succeeded(self) -> None:
        """Speed up a little: AWS has returned a response."""
        self.limits.succeeded(self.paces)


class _Pace:
    """How fast a bucket's requests are sent. Its owner locks it.

    turn: counts how often the rate was lowered.
    """

    def __init__(self, bucket: Bucket, *, is_sure: bool, is_fixed: bool) -> None:
        self.turn = 0
        self._is_fixed = is_fixed
        self._guess = bucket.rate
        self._rate = bucket.rate if is_sure else None
        self._burst = max(1.0, (bucket.burst if is_sure else None) or 1.0)
        # What the rate rises to, if that is known, and what it is raised by a part of.
        self._most = bucket.rate if is_sure else None
        self._begin = bucket.rate or 0.0
        # The tokens that there were at a time: less than none if requests wait for them.
        self._tokens, self._at = self._burst, float("-inf")
        self._lowered = float("-inf")
        self._recent: deque[float] = deque()

    def slot(self, now: float) -> float:
        """Return when the next request may be sent."""
        if self._rate is None:
            return now
        self._refill(now)
        return now + max(0.0, 1 - self._tokens) / self._rate

    def reserve(self, now: float) -> int:
        """Take a token; return for which turn it is."""
        if self._rate is not None:
            self._refill(now)
            self._tokens -= 1
        return self.turn

    def _refill(self, now: float) -> None:
        """Add the tokens of the time that has passed."""
        if self._rate is not None and now > self._at:
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now

    def send(self, now: float) -> None:
        """Count a request, as long as there is no rate."""
        if self._rate is None:
            self._recent.append(now)
            while self._recent[0] <= now - 1:
                self._recent.popleft()

    def lower(self, now: float, sent: float) -> None:
        """Halve the rate, unless it was lowered since the request was sent."""
        if self._is_fixed or sent < self._lowered:
            return
        if self._rate is None:
            self._rate = self._begin = self._first(now)
            self._recent.clear()
        else:
            self._rate = max(self._rate / 2, _SLOWEST)
        self.turn += 1
        self._lowered = self._at = now
        self._tokens = 0.0

    def _first(self, now: float) -> float:
        """Return half of the rate that was sent at, or the guess if that is lower than the rate."""
        span = min(1.0, max(_SHORTEST, now - self._recent[0]))
        sent = len(self._recent) / span
        return self._guess if self._guess and self._guess < sent else sent / 2

    def rise(self, now: float) -> None:
        """Add a little to the rate, up to what is documented."""
        if self._is_fixed or self._rate is None:
            return
        self._refill(now)
        risen = min(2 * self._rate, self._rate + _ADDED * self._begin / self._rate)
        self._rate = risen if self._most is None else min(risen, self._most)

    def matters(self, now: float) -> bool:
        """Return whether it is different from one that is new."""
        self._refill(now)
        is_used = bool(self._recent) and self._recent[-1] > now - 1
        return self.turn > 0 or is_used or (self._rate is not None and self._tokens < self._burst)
