"""A call: a request at a target, and the plan that the call is a part of."""

from __future__ import annotations

from dataclasses import dataclass

from querykit.engine.request import Request
from querykit.result import Outcome
from querykit.target import Target

__all__ = ["Call", "Plan"]


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


@dataclass(frozen=True)
class Plan:
    """Calls in the order in which their rows come.

    limit: the number of rows after which the calls are stopped; None for no limit.
    """

    calls: tuple[Call, ...]
    limit: int | None = None
