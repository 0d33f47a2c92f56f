"""The engine: runs queries page by page, with one session and in one region."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from querykit.checks import check as checked
from querykit.checks import reject
from querykit.definitions import drafts
from querykit.engine.access import Access
from querykit.engine.across import across
from querykit.engine.answer import answer
from querykit.engine.call import Call
from querykit.engine.clients import Clients
from querykit.engine.estate import Estate, list_targets, no_targets, settled
from querykit.engine.executors import EXECUTORS
from querykit.engine.executors.serial import Serial
from querykit.engine.fingerprint import beginning
from querykit.engine.gather import Gathering, default_width
from querykit.engine.limits import Limits
from querykit.engine.plan import plan
from querykit.engine.remote import Remote, shares_memory
from querykit.engine.request import Request
from querykit.engine.run import World
from querykit.engine.sessions import make_session
from querykit.engine.spool import MEMORY, Spool
from querykit.engine.targets import check_selection
from querykit.errors import ConfigurationError, WriteNotAllowedError
from querykit.query import Bounds, Pagination, Query
from querykit.resolved import Resolved
from querykit.result import Batch, Outcome, Result
from querykit.services.operation import method_name, operation
from querykit.target import Selection, Target, is_pattern
from querykit.waiting import Waiting

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config

__all__ = ["Engine"]

# Stands for the profile of a session that was passed.
_OF_A_SESSION = "\0"


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
    regions, profiles, accounts, role: of every run, as the command line takes them: names and
        patterns, ids, ``org`` or a file. targets: all of it as a Selection.
    executor: who makes the calls of a run at several targets: ``threads``, ``serial``, or any
        executor: threads, processes, or the workers of Dask, whose ``scheduler`` is at an address.
        Other processes find credentials of their own.
    max_concurrency: how many of them are made at the same time.
    memory: bytes of rows that wait for those of targets before them; others wait in a file.
    rate: the most requests per second for each account and region, if there are several.
    allow_writes: whether queries that say ``writes=True`` may run operations that change something.

    Raises ConfigurationError for a profile or a region that does not exist, and the like.
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
        regions: Sequence[str] = (),
        profiles: Sequence[str] = (),
        accounts: Sequence[str] | str = (),
        role: str | None = None,
        targets: Selection | None = None,
        executor: str | Executor = "threads",
        max_concurrency: int | None = None,
        memory: int = MEMORY,
        rate: float | None = None,
        scheduler: str | None = None,
    ) -> None:
        self._profile = profile if session is None else _OF_A_SESSION
        if session is None:
            session = make_session(profile, region)
        elif not hasattr(session, "region_name"):
            what = f"session must be a boto3.Session, not {session!r}"
            raise TypeError(f"{what}; pass a region or a profile by its name: Engine(region=...)")
        self._bounds, self._scheduler = bounds or Bounds(), scheduler
        self._clients = Clients(session, region, endpoint_url, config, allow_writes=allow_writes)
        self._access = Access(self._clients)
        source = accounts if isinstance(accounts, str) else None
        ids = () if isinstance(accounts, str) else tuple(accounts)
        self._selection = targets or Selection(
            regions=tuple(regions), profiles=tuple(profiles), accounts=ids, source=source, role=role
        )
        check_selection(self._selection, endpoint_url)
        self._executor, self._width, self._rate = executor, max_concurrency, rate
        self._memory = memory

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
        targets: Selection | Sequence[Target] | None = None,
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
        return self.start(request, targets=targets)

    def start(
        self,
        request: Request,
        waiting: Waiting | None = None,
        *,
        targets: Selection | Sequence[Target] | None = None,
        ordered: bool = True,
        fail_fast: bool = False,
        partial: bool = False,
    ) -> Result:
        """Return the rows of a request that plan() made.

        targets: where, if not at those of the engine. ordered: whether the rows come target by
            target, or as they arrive. fail_fast: whether the first failure stops the run.
            partial: whether one answer of all targets is given if some of them are incomplete.
        waiting: where an interrupt may break in; without one, Ctrl-C does so anywhere.

        Raises WriteNotAllowedError for a write operation, unless both its query and this engine
        allow it.
        """
        if request.why_write and not (request.writes and self._clients.allow_writes):
            name = f"{request.service}.{method_name(request.service, request.operation)}"
            raise WriteNotAllowedError(name, request.why_write, declared=request.writes)
        waiting = waiting or Waiting()
        if targets is None:
            targets = self._selection
        if isinstance(targets, Selection):
            check_selection(targets, self._clients.endpoint_url)
        if isinstance(targets, Selection) and targets.is_one:
            targets = (Target(region=(*targets.regions, self.region)[0]),)
        if isinstance(targets, Selection) or len(targets) != 1:
            several = targets if isinstance(targets, Selection) else tuple(targets)
            return self._start_estate(request, several, waiting, ordered, fail_fast, partial)
        (target,) = targets
        start = beginning(
            request, operation(request.service, request.operation), target.region or self.region
        )
        world = World(self._access, waiting)
        gathering = Gathering(
            (Call(1, target, request),),
            lambda call, _: answer(call, world, start),
            Serial(),
            waiting=waiting,
        )
        return Result(
            gathering.events(),
            lambda: gathering.calls,
            is_one=True,
            limit=request.limit,
            findings=request.findings,
            retries=world.retries,
        )

    def _start_estate(
        self,
        request: Request,
        targets: Selection | tuple[Target, ...],
        waiting: Waiting,
        ordered: bool,
        fail_fast: bool,
        partial: bool,
    ) -> Result:
        """Return the rows of a request at several targets."""
        if request.pagination.starting_token is not None:
            raise ConfigurationError(
                "a starting token is of one target, and the run may have several",
                hint="pass the region that it is of, and a profile of its account",
            )
        access = self._access
        access.forget_errors()
        if isinstance(targets, Selection) and targets.session_name is not None:
            access = Access(self._clients, targets.session_name)
        world = World(access, limits=Limits(self._rate))
        width = self._width or default_width()
        executor = self._executor
        made = isinstance(executor, str)
        if isinstance(executor, str):
            executor = EXECUTORS.member(executor).make_executor(width, self._scheduler)
        gathering = Gathering(
            Estate(world.begin(request), targets, access).groups,
            lambda call, own: settled(call, replace(world, waiting=own)),
            executor,
            remote=None if shares_memory(executor) else self._remote(targets),
            width=width,
            ordered=ordered or request.across,
            spool=Spool(self._memory),
            waiting=waiting,
        )
        events = _some(gathering.events(), executor if made else None)
        return Result(
            across(request, events, partial=partial) if request.across else events,
            lambda: gathering.calls,
            limit=request.limit,
            fail_fast=fail_fast,
            findings=request.findings,
            retries=world.retries,
        )

    def targets(
        self, selection: Selection | None = None, *, verified: bool = False
    ) -> list[Target | Outcome]:
        """Return the targets of a selection, and an outcome for each account that fails.

        Each account is called for its identity and, if a pattern needs it, for its regions.

        Raises QuerykitError if the accounts cannot be listed.
        """
        return list_targets(selection or self._selection, self._clients, verified=verified)

    def calls_of(
        self, request: Request, targets: Selection | Sequence[Target] | None = None
    ) -> list[Call | Outcome]:
        """Return the calls that a run would make; an outcome where there is no call.

        The accounts and regions are looked up, nothing else is called.
        """
        asked = targets if targets is not None else self._selection
        several = asked if isinstance(asked, Selection) else tuple(asked)
        return Estate(request, several, self._access).calls()

    def _remote(self, targets: Selection | tuple[Target, ...]) -> Remote:
        """Return what makes calls in other processes. Raises ConfigurationError if nothing can."""
        if self._profile is _OF_A_SESSION:
            raise ConfigurationError(
                "the credentials of a session cannot be sent to other processes",
                hint="pass a profile or nothing: workers find credentials of their own",
            )
        clients = self._clients
        name = targets.session_name if isinstance(targets, Selection) else None
        return Remote(
            self._profile,
            clients.region,
            clients.endpoint_url,
            clients.allow_writes,
            name,
            self._rate,
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


def _some(
    events: Generator[Batch | Outcome, None, None], executor: Executor | None
) -> Generator[Batch | Outcome, None, None]:
    """Yield the events of a run. Raises ConfigurationError if it has no target at all.

    executor: what is shut down at the end, if it was made for this run.
    """
    try:
        is_any = False
        for event in events:
            # Of a pattern that matches no region there is an outcome only.
            is_any = is_any or not is_pattern((event.target and event.target.region) or "")
            yield event
        if not is_any:
            raise no_targets()
    finally:
        events.close()
        if executor is not None:
            executor.shutdown(wait=False)
