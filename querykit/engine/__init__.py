"""The engine: runs queries page by page, with one session and in one region."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from querykit.checks import check as checked
from querykit.checks import reject
from querykit.definitions import drafts
from querykit.engine.answer import answer
from querykit.engine.call import Call, Plan
from querykit.engine.clients import Clients
from querykit.engine.fingerprint import beginning
from querykit.engine.gather import Serial, gather
from querykit.engine.plan import plan
from querykit.engine.request import Request
from querykit.engine.run import World
from querykit.engine.sessions import make_session
from querykit.errors import WriteNotAllowedError
from querykit.query import Bounds, Pagination, Query
from querykit.resolved import Resolved
from querykit.result import Result
from querykit.services.operation import method_name, operation
from querykit.target import Target
from querykit.waiting import Waiting

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config

__all__ = ["Engine"]


class Engine:
    """Runs queries with one session, in one region; may be used from many threads.

    >>> from querykit import Engine
    >>> result = Engine(region="eu-central-1").run("ec2.describe_regions")  # doctest: +SKIP

    session: any boto3.Session; it stays as it is. Without one, a session is made as the AWS CLI
        would, from ``profile`` and the environment.
    region: of the calls; without it AWS_REGION, then AWS_DEFAULT_REGION, then the profile's. The
        region of a session that is passed comes first, and AWS_REGION is read only without one.
    endpoint_url: another endpoint than AWS's.
    config: botocore's settings for the clients: timeouts, retries, proxies. Its number of attempts
        is how many querykit makes, unless ``bounds`` says something else.
    bounds: of every run, unless the query or the run has others: time, pages, attempts.
    allow_writes: whether queries that say ``writes=True`` may run operations that change something.

    Raises ConfigurationError for a profile that does not exist.
    """

    def __init__(
        self,
        session: boto3.Session | None = None,
        *,
        profile: str | None = None,
        region: str | None = None,
        endpoint_url: str | None = None,
        config: Config | None = None,
        bounds: Bounds | None = None,
        allow_writes: bool = False,
    ) -> None:
        if session is None:
            session = make_session(profile, region)
        elif not hasattr(session, "region_name"):
            what = f"session must be a boto3.Session, not {session!r}"
            raise TypeError(f"{what}; pass a region or a profile by its name: Engine(region=...)")
        self._bounds = bounds or Bounds()
        self._clients = Clients(session, region, endpoint_url, config, allow_writes=allow_writes)

    @property
    def region(self) -> str | None:
        """Return the region of the calls; None if nothing sets one."""
        return self._clients.region

    def run(
        self,
        query: Query | str,
        variables: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        page_size: int | None = None,
        max_items: int | None = None,
        starting_token: str | None = None,
        bounds: Bounds | None = None,
        check: bool = True,
    ) -> Result:
        """Return the rows of a query or an ad-hoc string, which are read as they are consumed.

        limit counts rows, after the expression; once it is reached, no more pages are requested.
        page_size, max_items and starting_token are botocore's, and override the query's own.
        bounds override those of the query, and these override those of the engine.

        Raises CheckError for a query that does not pass its check, and VariableError for values
        that it does not accept, before any call. Without the check, what AWS's models reject is a
        QueryError, and a field that does not exist is null.

        Taking rows raises ConfigurationError if there are no credentials or no region, and
        IncompleteError at the end if a page could not be read.
        """
        request = self.plan(
            query,
            variables,
            limit=limit,
            page_size=page_size,
            max_items=max_items,
            starting_token=starting_token,
            bounds=bounds,
            check=check,
        )
        return self.start(request)

    def start(self, request: Request, waiting: Waiting | None = None) -> Result:
        """Return the rows of a request that plan() made.

        waiting: where an interrupt may break in; without one, Ctrl-C does so anywhere.

        Raises WriteNotAllowedError for a write operation, unless both its query and this engine
        allow it.
        """
        if request.why_write and not (request.writes and self._clients.allow_writes):
            name = f"{request.service}.{method_name(request.service, request.operation)}"
            raise WriteNotAllowedError(name, request.why_write, declared=request.writes)
        target = Target(region=self.region)
        start = beginning(request, operation(request.service, request.operation), self.region)
        world = World(self._clients, waiting or Waiting())
        plan = Plan((Call(1, target, request),), request.limit)
        return Result(
            gather(plan, Serial(), partial(answer, world=world, start=start)),
            [each.begun for each in plan.calls],
            limit=plan.limit,
            findings=request.findings,
            retries=world.retries,
        )

    def plan(
        self,
        query: Query | str,
        variables: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        page_size: int | None = None,
        max_items: int | None = None,
        starting_token: str | None = None,
        bounds: Bounds | None = None,
        check: bool = True,
    ) -> Request:
        """Return the checked request that run() would make, without calling AWS."""
        draft = drafts.ad_hoc(query) if isinstance(query, str) else drafts.Draft(query)
        resolved = Resolved(draft, variables)
        findings = checked(resolved) if check else []
        reject(resolved, findings)
        own = draft.query.bounds.or_else(self._bounds)
        return plan(
            resolved,
            pagination=Pagination(page_size, max_items, starting_token),
            limit=limit,
            bounds=(bounds or Bounds()).or_else(own),
            findings=findings,
        )
