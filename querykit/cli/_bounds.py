"""The options that bound a run: time, pages and attempts."""

from __future__ import annotations

import click

from querykit.definitions.types import seconds

__all__ = ["OPTIONS"]


def _seconds(_: click.Context, parameter: click.Parameter, value: str | None) -> float | None:
    """Return a duration such as 5m in seconds."""
    try:
        return None if value is None else seconds(value)
    except ValueError as error:
        raise click.BadParameter(str(error), param=parameter) from None


OPTIONS = (
    click.option(
        "--max-attempts",
        type=click.IntRange(1),
        metavar="N",
        help="Request each page up to N times if its failures are transient: throttling, 5xx, "
        "broken connections. Default: AWS_MAX_ATTEMPTS, or 5.",
    ),
    click.option(
        "--max-pages",
        type=click.IntRange(1),
        metavar="N",
        help="Stop after N pages. Default: read all pages.",
    ),
    click.option(
        "--max-empty-pages",
        type=click.IntRange(1),
        metavar="N",
        help="End as incomplete after N consecutive empty pages. Default: 1,000.",
    ),
    click.option(
        "--page-timeout",
        callback=_seconds,
        metavar="DURATION",
        help="Retry a page if its response takes longer, such as 90s or 5m. Default: 60s.",
    ),
    click.option(
        "--timeout",
        callback=_seconds,
        metavar="DURATION",
        help="End the run as incomplete if it takes longer. Default: no limit.",
    ),
)
