"""The calls of a plan on an executor, with their batches in the order of the plan."""

from __future__ import annotations

import heapq
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from querykit.engine.call import Call
from querykit.engine.executors.serial import Serial
from querykit.engine.executors.threads import Threads
from querykit.engine.spool import Spool
from querykit.errors import ConfigurationError
from querykit.result import Batch, Outcome
from querykit.waiting import Waiting

__all__ = ["Gathering", "Group", "default_width"]

Events = Iterable[Batch | Outcome]

# How often whoever waits for a page looks whether a signal came.
_SECONDS = 0.05


def default_width() -> int:
    """Return how many calls are made at the same time: they mostly wait."""
    return min(32, 8 * (os.cpu_count() or 1))


@dataclass(frozen=True)
class Group:
    """The calls of one account.

    calls: returns them, after it has looked them up; an outcome if it cannot.
    begun: the outcomes that the calls have until they are known.
    """

    calls: Callable[[], Sequence[Call | Outcome]]
    begun: tuple[Outcome, ...] = ()


@dataclass
class _Slot:
    """What one call returned so far."""

    call: Call | Outcome
    number: int = 0
    waiting: Waiting = field(default_factory=Waiting)
    events: deque[Any] = field(default_factory=deque)
    is_over: bool = False

    @property
    def begun(self) -> Outcome:
        """Return its outcome before its first page."""
        found = self.call.begun if isinstance(self.call, Call) else self.call
        return replace(found, call=self.number)


class Gathering:
    """The events of all calls: of each its batches, and then its outcome.

    With the serial executor a page is requested when its batch is, and one page is in memory.

    groups: the calls; or what returns groups of them, called for the first event.
    make: makes a call, and returns its events; the run waits in the Waiting that it is given.
    executor: any of ``concurrent.futures``'s kind.
    remote: makes a call in another process, for an executor that has some; it is pickled.
    width: how many calls are made at the same time.
    ordered: whether the events are in the order of the plan, or in that in which they arrive.
    """

    def __init__(
        self,
        groups: Callable[[], Sequence[Group]] | Sequence[Call],
        make: Callable[[Call, Waiting], Events],
        executor: Executor,
        *,
        remote: Callable[[Call], list[Batch | Outcome]] | None = None,
        width: int = 1,
        ordered: bool = True,
        spool: Spool | None = None,
        waiting: Waiting | None = None,
    ) -> None:
        self._find, self._make, self._executor = groups, make, executor
        self._groups: Sequence[Group] = ()
        self._remote, self._width, self._ordered = remote, width, ordered
        # What is looked up of accounts, this process looks up.
        self._here = executor if remote is None else Threads(width)
        self._spool = spool or Spool()
        self._waiting = waiting or Waiting()
        self._known: dict[int, list[_Slot]] = {}
        self._numbered: list[_Slot] = []
        self._changed = threading.Condition(threading.RLock())
        self._tasks: list[tuple[int, int, Callable[[], Future[Any]]]] = []
        self._running = 0
        # A bug, which whoever takes the rows learns.
        self._escaped: BaseException | None = None
        self._is_over = False
        self._arrived: deque[_Slot] = deque()
        if not callable(groups):
            self._groups = (Group(lambda: groups),)
            self._register(0, groups)

    @property
    def calls(self) -> list[Outcome]:
        """Return, for each call, the outcome that it has before its first page.

        Those of an account that was not looked up yet come as its ``begun``.
        """
        with self._changed:
            slots = [slot for number in range(len(self._groups)) for slot in self._slots(number)]
            last = max((slot.number for slot in slots), default=0)
            found = []
            for slot in slots:
                last += not slot.number
                found.append(replace(slot.begun, call=slot.number or last, **_UNKNOWN))
            return found

    def _slots(self, number: int) -> list[_Slot]:
        if number in self._known:
            return self._known[number]
        return [_Slot(outcome) for outcome in self._groups[number].begun]

    def events(self) -> Generator[Batch | Outcome, None, None]:
        """Yield the events. Closing it stops the calls."""
        if callable(self._find):
            with self._waiting:
                self._groups = self._find()
        if isinstance(self._executor, Serial):
            yield from self._one_by_one()
            return
        for number, group in enumerate(self._groups):
            expand = partial(self._here.submit, self._expand, number, group)
            self._tasks.append((number, -1, expand))
        try:
            self._submit()
            yield from self._in_order() if self._ordered else self._as_they_come()
        finally:
            self._stop()

    def _one_by_one(self) -> Generator[Batch | Outcome, None, None]:
        for number, group in enumerate(self._groups):
            if number not in self._known:
                with self._waiting:
                    self._register(number, group.calls())
            for slot in self._known[number]:
                if isinstance(slot.call, Outcome):
                    yield slot.begun
                    continue
                for event in self._make(slot.call, self._waiting):
                    yield _stamped(event, slot)

    def _in_order(self) -> Generator[Batch | Outcome, None, None]:
        for number in range(len(self._groups)):
            self._wait_until(lambda number=number: number in self._known)  # type: ignore[misc]
            for slot in self._known[number]:
                while event := self._next(slot):
                    yield event
                    if isinstance(event, Outcome):
                        break

    def _as_they_come(self) -> Generator[Batch | Outcome, None, None]:
        while True:
            self._wait_until(lambda: self._arrived or self._is_everything_taken())
            if not self._arrived:
                return
            event = self._next(self._arrived.popleft())
            assert event is not None
            yield event

    def _is_everything_taken(self) -> bool:
        return not self._running and not self._tasks and not self._arrived

    def _next(self, slot: _Slot) -> Batch | Outcome | None:
        """Return the next event of a call, waiting for it."""
        self._wait_until(lambda: slot.events or slot.is_over)
        if not slot.events:
            return None
        return _stamped(self._spool.take(slot.events.popleft()), slot)

    def _wait_until(self, is_there: Callable[[], Any]) -> None:
        while True:
            with self._changed:
                if self._escaped is not None:
                    raise self._escaped
                if is_there():
                    return
                self._changed.wait(_SECONDS)
            self._waiting.check()

    def _submit(self) -> None:
        """Submit the tasks that come first in the plan, as many as may run."""
        with self._changed:
            heapq.heapify(self._tasks)
            while self._tasks and self._running < self._width and not self._is_over:
                *_, submit = heapq.heappop(self._tasks)
                self._running += 1
                try:
                    future = submit()
                except BaseException as error:  # noqa: BLE001 - it is for whoever takes the rows
                    self._escape(error)
                    return
                future.add_done_callback(self._done)

    def _done(self, future: Future[Any]) -> None:
        with self._changed:
            self._running -= 1
            if future.cancelled():
                self._escape(_cancelled())
            elif (error := future.exception()) is not None:
                self._escape(error)
            self._submit()
            self._changed.notify_all()

    def _escape(self, error: BaseException) -> None:
        self._escaped = self._escaped or error
        self._changed.notify_all()

    def _expand(self, number: int, group: Group) -> None:
        """Ask for the calls of a group, and queue them."""
        slots = self._known.get(number) or self._register(number, group.calls())
        with self._changed:
            for index, slot in enumerate(slots):
                if isinstance(slot.call, Outcome):
                    self._put(slot, slot.call)
                    slot.is_over = True
                else:
                    submit = partial(self._submit_call, slot, slot.call)
                    self._tasks.append((number, index, submit))
            self._changed.notify_all()

    def _submit_call(self, slot: _Slot, call: Call) -> Future[Any]:
        if self._remote is None:
            return self._executor.submit(self._run, slot, call)
        future = self._executor.submit(self._remote, call)
        future.add_done_callback(partial(self._receive, slot))
        return future

    def _receive(self, slot: _Slot, future: Future[list[Batch | Outcome]]) -> None:
        """Take what a call returned in another process."""
        if not future.cancelled() and future.exception() is None:
            for event in future.result():
                self._put(slot, event)
        with self._changed:
            slot.is_over = True

    def _register(self, number: int, calls: Sequence[Call | Outcome]) -> list[_Slot]:
        """Number the calls of a group: from 1 in the order of the plan, as far as it is known."""
        with self._changed:
            before = len(self._numbered)
            self._known[number] = [_Slot(call) for call in calls]
            self._numbered = [slot for each in sorted(self._known) for slot in self._known[each]]
            if not self._ordered:
                for index, slot in enumerate(self._known[number], before + 1):
                    slot.number = index
            elif all(each in self._known for each in range(number)):
                for index, slot in enumerate(self._numbered, 1):
                    slot.number = index
            return self._known[number]

    def _run(self, slot: _Slot, call: Call) -> None:
        for event in self._make(call, slot.waiting):
            self._put(slot, event)
            if self._is_over:
                return
        with self._changed:
            slot.is_over = True
            self._changed.notify_all()

    def _put(self, slot: _Slot, event: Batch | Outcome) -> None:
        kept = self._spool.put(event)
        with self._changed:
            slot.events.append(kept)
            self._arrived.append(slot)
            self._changed.notify_all()

    def _stop(self) -> None:
        with self._changed:
            self._is_over = True
            self._tasks.clear()
            for slot in self._numbered:
                slot.waiting.interrupted = _Stopped()
        if self._here is not self._executor:
            self._here.shutdown(wait=False)
        self._spool.close()


# What whoever takes the rows does not know of an outcome that it did not reach.
_UNKNOWN: Mapping[str, Any] = {"status": "stopped", "error": None, "failure": None, "why": None}


def _cancelled() -> ConfigurationError:
    return ConfigurationError(
        "calls of the run were cancelled: its executor was shut down",
        hint="shut it down after the last row was taken",
    )


class _Stopped(BaseException):
    """Ends a call that nobody waits for any more."""


def _stamped(event: Batch | Outcome, slot: _Slot) -> Batch | Outcome:
    if isinstance(event, Outcome):
        return replace(event, call=slot.number)
    return replace(event, call=slot.number, target=slot.begun.target)
