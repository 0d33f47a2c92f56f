"""The calls of a plan on an executor, with their batches in the order of the plan."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

from querykit.engine.call import Call, Plan
from querykit.result import Batch, Outcome

__all__ = ["Serial", "gather"]

T = TypeVar("T")
Events = Iterable[Batch | Outcome]


def gather(
    plan: Plan, executor: Executor, make: Callable[[Call], Events]
) -> Generator[Batch | Outcome, None, None]:
    """Yield the batches of each call and then its outcome, the calls in the order of the plan.

    With the serial executor a page is requested when its batch is, and one page is in memory.

    executor: any of ``concurrent.futures``'s kind.
    make: makes a call, and returns its events.
    """
    futures = [executor.submit(make, call) for call in plan.calls]
    try:
        for future in futures:
            events = future.result()
            yield from events
    finally:
        for future in futures:
            future.cancel()


class Serial(Executor):
    """An executor that makes one call after the other, each when its result is requested."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Return the future of a function, which is called when its result is requested."""
        return _Deferred(lambda: fn(*args, **kwargs))


class _Deferred(Future[T]):
    """A function that is called when its result is requested."""

    def __init__(self, function: Callable[[], T]) -> None:
        super().__init__()
        self._function = function

    def result(self, timeout: float | None = None) -> T:  # noqa: ARG002
        return self._function()
