"""``querykit check``: check queries against AWS's models, offline."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

import click

from querykit.cli import _completion
from querykit.cli._console import color, say
from querykit.cli._destination import Destination
from querykit.cli._shelf_option import ShelfOption
from querykit.result import counted
from querykit.shelf import Shelf

__all__ = ["command"]


def _reports() -> Shelf[Any]:
    from querykit.cli._reports import REPORTS

    return REPORTS


@click.command("check", short_help="Check queries without calling AWS.")
@click.argument(
    "targets",
    metavar="[NAME|FILE|DIR|-]...",
    nargs=-1,
    shell_complete=_completion.saved_queries,
)
@click.option(
    "--query",
    "-q",
    "ad_hoc",
    metavar="AD-HOC",
    multiple=True,
    help="Check an ad-hoc query. Can be repeated.",
)
@click.option(
    "--output",
    "-o",
    cls=ShelfOption,
    shelf=_reports,
    metavar="FORMAT",
    default="text",
    help="{names}; github prints GitHub Actions annotations. Default: text.",
)
@click.option("--strict", is_flag=True, help="Exit with 2 on warnings, too.")
def command(targets: tuple[str, ...], ad_hoc: tuple[str, ...], output: str, strict: bool) -> int:
    """Check saved queries by NAME, definitions in a FILE, a DIR or on stdin (-), and ad-hoc
    queries. With no arguments, check all saved queries. Makes no AWS calls.

    The exit status is 2 if there are errors, and 0 if there are only warnings.

    \b
    querykit check queries/
    querykit check --query 'ec2.describe_volumes | Volume[].VolumeId'
    querykit check --output sarif queries/ > querykit.sarif
    """
    from querykit.cli._reports import REPORTS, Checked
    from querykit.cli._sources import Sources

    report = REPORTS.member(output)
    sources = Sources(targets, ad_hoc)
    findings = tuple(sources.findings())
    checked = Checked(findings, color(sys.stdout))
    with Destination(None).open() as stream:
        report.write(checked, stream)
    counts: Counter[str] = Counter(finding.severity for finding in findings)
    queries = "1 query" if sources.number == 1 else f"{sources.number:,} queries"
    say(f"querykit: checked {queries}: {_summary(counts)}")
    return 2 if counts["error"] or (strict and findings) else 0


def _summary(counts: Mapping[str, int]) -> str:
    parts = [counted(counts[kind], kind) for kind in ("error", "warning") if counts[kind]]
    return ", ".join(parts) or "no problems found"
