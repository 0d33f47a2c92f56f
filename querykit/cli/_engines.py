"""The engine of a command: AWS, or the demo account."""

from __future__ import annotations

import sys
from contextlib import ExitStack

import click

from querykit.cli._console import say
from querykit.cli._options import Settings
from querykit.engine import Engine
from querykit.engine.regions import check_region, is_known
from querykit.target import is_pattern

__all__ = ["open_engine"]


def open_engine(service: str | None, settings: Settings, stack: ExitStack) -> Engine:
    """Return the engine of the options; that of the demo account, with a service's resources.

    stack: closes the demo account.
    """
    if not settings.demo:
        engine = Engine(
            profile=settings.profile[0] if len(settings.profile) == 1 else None,
            region=_region(settings),
            executor=settings.executor or "threads",
            scheduler=settings.scheduler,
            max_concurrency=settings.max_concurrency,
            memory=settings.memory * 2**20,
            rate=settings.rate,
            endpoint_url=settings.endpoint_url,
            allow_writes=settings.allow_writes,
        )
        _check_region(engine.region, settings.endpoint_url)
        return engine
    for name in ("profile", "endpoint_url"):
        if getattr(settings, name):
            option = name.replace("_", "-")
            raise click.UsageError(
                f"--demo uses its own account and cannot be combined with --{option}"
            )
    from querykit import demo

    if sys.stderr is not None and sys.stderr.isatty() and not settings.no_progress:
        say("querykit: creating the demo account ...")
    account = stack.enter_context(demo.account())
    if service is not None:
        account.seed(service)
    return account.engine(_region(settings), allow_writes=settings.allow_writes)


def _region(settings: Settings) -> str | None:
    """Return the region of --region, if it is one."""
    regions = settings.region
    return regions[0] if len(regions) == 1 and not is_pattern(regions[0]) else None


def _check_region(region: str | None, endpoint_url: str | None) -> None:
    """Reject a region that does not exist, and warn of one that botocore does not list."""
    check_region(region, endpoint_url)
    if region is not None and endpoint_url is None and not is_known(region):
        say(
            f"querykit: warning: botocore does not list the region {region!r}\n"
            "  check the name; a new region needs no update"
        )
