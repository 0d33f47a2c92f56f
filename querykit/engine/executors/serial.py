"""One call after the other, each when its rows are taken."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

__all__ = ["Serial", "make_executor"]

T = TypeVar("T")


def make_executor(width: int, scheduler: str | None = None) -> Executor:  # noqa: ARG001
    """Return an executor that makes one call after the other."""
    return Serial()


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
