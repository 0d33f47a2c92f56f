"""``querykit version``: the versions of querykit and its libraries."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib import metadata

import click

from querykit.cli._destination import Destination
from querykit.version import __version__

__all__ = ["command"]


@click.command("version", short_help="Show the versions of querykit and its libraries.")
def command() -> int:
    """Show the versions of querykit, Python and the libraries it uses."""
    with Destination(None).open() as stream:
        stream.writelines(f"{line}\n" for line in _lines())
    return 0


def _lines() -> Iterator[str]:
    yield f"querykit {__version__}"
    yield f"python {platform.python_version()}"
    for name in ("boto3", "botocore", "jmespath", "PyYAML", "moto"):
        try:
            yield f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            yield f"{name} is not installed"
