"""SIGINT, SIGTERM and SIGHUP: the rows read so far are kept, and the message about them is correct.

Until rows are written, a signal ends the command where it is. From ``hold()`` on, the first signal
breaks in only while the run waits for AWS (``querykit.waiting``); anywhere else it is kept until
the current row is written, so the token that is printed continues after exactly the rows that were
written. The second signal ends the process at once, without a token.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from querykit.waiting import Waiting

__all__ = ["Interrupted", "Interrupts"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SHOW_CURSOR = "\x1b[?25h"


class Interrupted(KeyboardInterrupt):
    """A signal to end the process arrived."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def exit_status(self) -> int:
        """Return the exit status that a shell reports for a process ended by this signal."""
        return 128 + self.number

    def __str__(self) -> str:
        name = signal.Signals(self.number).name
        return "interrupted" + ("" if self.number == signal.SIGINT else f" ({name})")


class Interrupts:
    """The signals that arrive while the context lasts; those that are ignored stay ignored.

    waiting: what the run waits in, and what keeps the first signal.
    at_once: called before a second signal ends the process; nothing else is, not even ``finally``.
    status: of the process, once everything is written and said: a signal then ends it at once,
        and changes nothing about it.
    restores: whether the handlers from before come back; a process that ends does without.
    """

    def __init__(self, *, restores: bool = True) -> None:
        self.waiting = Waiting()
        self.status: int | None = None
        self._restores = restores
        self.at_once: Callable[[], None] = lambda: None
        self._holds = False
        self._before: dict[int, Any] = {}

    @property
    def interrupted(self) -> Interrupted | None:
        """Return the first signal, if any."""
        found = self.waiting.interrupted
        return found if isinstance(found, Interrupted) else None

    def hold(self) -> None:
        """Handle signals only at the end of a row from here on."""
        self._holds = True

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                # nohup, and a shell that puts a job into the background, ignore some of them.
                if signal.getsignal(number) not in (signal.SIG_IGN, None):
                    self._before[number] = signal.signal(number, self._arrived)
        return self

    def __exit__(self, *_: object) -> None:
        if not self._restores:
            # At its very end the interpreter takes the handlers away, and a signal would kill it.
            atexit.register(self._ignore)
            return
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _ignore(self) -> None:
        for number in self._before:
            signal.signal(number, signal.SIG_IGN)

    def _arrived(self, number: int, _: FrameType | None) -> None:
        if self.status is not None:
            os._exit(self.status)
        if self.interrupted is not None:
            self._end_at_once(number)
        error = Interrupted(number)
        if self._holds:
            self.waiting.interrupt(error)
        else:
            self.waiting.interrupted = error
            raise error

    def _end_at_once(self, number: int) -> None:
        with contextlib.suppress(Exception):
            self.at_once()
        with contextlib.suppress(Exception):
            shown = _SHOW_CURSOR if os.isatty(2) else ""
            os.write(2, f"{shown}\nquerykit: interrupted again: ended at once\n".encode())
        os._exit(128 + number)
