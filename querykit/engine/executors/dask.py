"""Workers of a Dask cluster: ``--executor dask --scheduler tcp://host:8786``."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

from querykit.errors import ConfigurationError
from querykit.shelf import Extra

__all__ = ["make_executor"]

T = TypeVar("T")
_EXTRA = Extra("dask", "distributed", "distributed")


def make_executor(width: int, scheduler: str | None = None) -> Executor:  # noqa: ARG001
    """Return an executor whose calls the workers of a cluster make.

    A call whose worker is lost is made again by another one: its rows count once, with its outcome.

    scheduler: the address of the cluster's scheduler.

    Raises ConfigurationError if there is none, or if it cannot be reached.
    """
    distributed: Any = _EXTRA.load()
    if scheduler is None:
        what = "--executor dask needs the address of a scheduler"
        raise ConfigurationError(what, hint="pass --scheduler tcp://host:8786")
    try:
        client = distributed.Client(scheduler, timeout="10s")
    except (OSError, ValueError) as error:
        what = f"the scheduler {scheduler} cannot be reached: {error}"
        raise ConfigurationError(what, hint="check the address, and that it runs") from None
    return _Cluster(client)


class _Cluster(Executor):
    """The workers of a cluster, until the run is over."""

    def __init__(self, client: Any) -> None:
        self._client = client
        # A worker that is killed takes its calls with it: they may be made again as often.
        self._executor: Executor = client.get_executor(pure=False, retries=2)

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Return the future of a function, which a worker calls."""
        return self._executor.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Leave the cluster; what was not begun is cancelled."""
        self._executor.shutdown(wait=wait)
        self._client.close()
