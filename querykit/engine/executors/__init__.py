"""Executors: who makes the calls of a run. A shelf: each module is a name for ``--executor``."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Protocol

from querykit.shelf import Shelf

__all__ = ["EXECUTORS", "Member"]


class Member(Protocol):
    """A module of the shelf."""

    def make_executor(self, width: int, scheduler: str | None = None) -> Executor:
        """Return an executor that makes so many calls at the same time.

        scheduler: the address of what distributes them, for an executor that needs one.
        """


EXECUTORS: Shelf[Member] = Shelf("querykit.engine.executors", kind="executor")
