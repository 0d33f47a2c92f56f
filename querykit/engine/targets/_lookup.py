"""What is looked up of an account, like a query, before the calls of the run."""

from __future__ import annotations

from functools import lru_cache

from querykit.definitions import drafts
from querykit.engine.access import Access
from querykit.engine.answer import answer
from querykit.engine.call import Call
from querykit.engine.plan import plan
from querykit.engine.request import Request
from querykit.engine.run import World
from querykit.resolved import Resolved
from querykit.result import Outcome, Row
from querykit.target import Target

__all__ = ["look_up"]


def look_up(text: str, target: Target, access: Access) -> list[Row]:
    """Return the rows of an ad-hoc query at a target. Raises QuerykitError if they are not all."""
    rows: list[Row] = []
    for event in answer(Call(0, target, _request(text)), World(access)):
        if not isinstance(event, Outcome):
            rows += event.found
        elif event.error is not None:
            raise event.error
    return rows


@lru_cache(maxsize=64)
def _request(text: str) -> Request:
    return plan(Resolved(drafts.ad_hoc(text), {}))
