"""What runs in a process of its own, and gives back what it returned."""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import time
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["ForkError", "ForkTimeoutError", "forked"]

T = TypeVar("T")


class ForkError(Exception):
    """The process ended without an answer, or with an exception, whose text this has."""


class ForkTimeoutError(Exception):
    """The process took longer than it may."""


def forked(function: Callable[[], T], seconds: float | None = None, *, quiet: bool = False) -> T:
    """Return what a function returns in a fork, in a session of its own, that is killed after it.

    quiet: what it prints is not shown. Raises ForkError and ForkTimeoutError.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.setsid()
        _answer(function, writing, quiet)
    os.close(writing)
    try:
        answer = _read(reading, seconds)
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if not answer:
        raise ForkError("the process ended without an answer")
    is_value, value = pickle.loads(answer)
    if not is_value:
        raise ForkError(value)
    found: T = value
    return found


def _answer(function: Callable[[], Any], writing: int, quiet: bool) -> None:
    if quiet:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):
            os.dup2(nowhere, descriptor)
    try:
        answer = pickle.dumps((True, function()))
    except BaseException:  # noqa: BLE001 - whatever it is, it is the answer
        answer = pickle.dumps((False, traceback.format_exc()))
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(answer)
    os._exit(0)


def _read(reading: int, seconds: float | None) -> bytes:
    end = None if seconds is None else time.monotonic() + seconds
    answer = b""
    while True:
        left = None if end is None else max(0, end - time.monotonic())
        ready, _, _ = select.select([reading], [], [], left)
        if not ready:
            raise ForkTimeoutError
        part = os.read(reading, 1 << 20)
        if not part:
            return answer
        answer += part
