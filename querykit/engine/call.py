"""A call: a request at a target."""

from __future__ import annotations

from dataclasses import dataclass

from querykit.engine.request import Request
from querykit.result import Outcome
from querykit.target import Target

__all__ = ["Call"]


@dataclass(frozen=True)
class Call:
    """A request at a target.

    number: its place in the plan, from 1.
    """

    number: int
    target: Target
    request: Request

    @property
    def begun(self) -> Outcome:
        """Return the outcome of the call if it is stopped before its first page."""
        request = self.request
        return Outcome(
            request.service,
            request.operation,
            self.target,
            "stopped",
            resume_token=request.pagination.starting_token,
            call=self.number,
        )
