"""Threads of this process, which end with it whatever they wait for."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

__all__ = ["Threads", "make_executor"]

T = TypeVar("T")
_Task = Callable[[], None]


def make_executor(width: int, scheduler: str | None = None) -> Executor:  # noqa: ARG001
    """Return an executor with so many threads."""
    return Threads(width)


class Threads(Executor):
    """An executor of daemon threads, which are started as they are needed.

    Those of ``ThreadPoolExecutor`` are waited for when the interpreter ends: Ctrl-C would take as
    long as AWS takes to answer.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Return the future of a function, which a thread calls."""
        future: Future[T] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                found = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - it is for whoever asks the future
                future.set_exception(error)
            else:
                future.set_result(found)

        self._tasks.put(run)
        self._start()
        return future

    def _start(self) -> None:
        """Start a thread, if none is idle and there are fewer than may be."""
        with self._lock:
            if self._idle.acquire(blocking=False) or len(self._threads) >= self._width:
                return
            name = f"querykit-{len(self._threads) + 1}"
            thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while True:
            try:
                task = self._tasks.get_nowait()
            except queue.Empty:
                self._idle.release()
                task = self._tasks.get()
            if task is None:
                return
            task()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let each thread end after the tasks that were submitted.

        wait: whether to wait for that.
        """
        if cancel_futures:
            while not self._tasks.empty():
                self._tasks.get()
        for _ in self._threads:
            self._tasks.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
