"""Where a run waits for AWS: the only places at which an interrupt may break in.

A signal handler that raises does so between any two instructions, also between the one that counts
a row and the one that returns it: the run has then counted a row that nobody received. So a program
that writes rows and prints a token has its handler call ``interrupt()``, which raises at once while
the run waits for AWS (a connection, a response, the pause before a retry), and otherwise keeps the
exception for whoever takes the rows, who calls ``check()`` after each row.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Retries", "Waiting"]


@dataclass
class Retries:
    """Count the attempts that failed and were made again, during a run.

    count: how many there were. reason: what is waited for before the next one; None between waits.
    """

    count: int = 0
    reason: str | None = None


class Waiting:
    """A context in which an interrupt is raised at once; outside it, the interrupt is kept."""

    def __init__(self) -> None:
        self.interrupted: BaseException | None = None
        self._is_open = False

    def interrupt(self, error: BaseException) -> None:
        """Raise an exception if the run is waiting, else keep it for ``check()``."""
        self.interrupted = error
        if self._is_open:
            raise error

    def check(self) -> None:
        """Raise the exception that was kept, if any."""
        if self.interrupted is not None:
            raise self.interrupted

    def __enter__(self) -> None:
        self._is_open = True
        self.check()  # one that came just before would otherwise wait as long as AWS takes

    def __exit__(self, *_: object) -> None:
        self._is_open = False
