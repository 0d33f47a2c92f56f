"""``querykit new``: a definition to start from."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from querykit.cli import _completion
from querykit.cli._arguments import split_operation
from querykit.cli._console import say
from querykit.cli._destination import Destination

__all__ = ["command"]


@click.command("new", short_help="Create a definition to start from.")
@click.argument("service", shell_complete=_completion.services)
@click.argument("operation", required=False, shell_complete=_completion.operations)
@click.option(
    "--to", metavar="FILE", type=click.Path(), help="Write to FILE, which must not exist."
)
@click.option(
    "--schema",
    "with_schema",
    is_flag=True,
    help="With --to: also write .querykit.schema.json, for completion and validation in editors.",
)
def command(service: str, operation: str | None, to: str | None, with_schema: bool) -> int:
    """Create a definition for an OPERATION of a SERVICE, with its required parameters as variables
    and a first expression. It passes querykit check.

    If there is a .querykit.schema.json beside the file or in a parent folder, the first line
    refers to it, so that editors with a YAML language server complete and validate the file.

    \b
    querykit new rds describe-db-instances
    querykit new ec2 describe_volumes --to queries/ec2/volumes.yaml --schema
    """
    from querykit.authoring.template import SCHEMA_FILE, template
    from querykit.services.operation import operation as operation_of

    service, operation = split_operation(service, operation)
    if operation is None:
        raise click.UsageError(f"missing OPERATION; querykit schema {service} lists them")
    target = operation_of(service, operation)
    if to is None:
        if with_schema:
            raise click.UsageError("--schema requires --to")
        with Destination(None).open() as stream:
            stream.write(template(target))
        return 0
    file = Path(to)
    if os.path.lexists(file):
        what = f"{to!r} already exists: choose another file name"
        raise click.BadParameter(what, param_hint="'--to'")
    beside = file.parent / SCHEMA_FILE
    found = beside if with_schema else _schema_for(file)
    text = template(target, schema=_relative(found, file.parent) if found else None)
    if with_schema:
        _write_schema(beside)
        say(f"querykit: wrote {beside}")
    with Destination(to).open() as stream:
        stream.write(text)
    say(f"querykit: wrote {file}")
    return 0


def _write_schema(file: Path) -> None:
    from querykit.authoring.json_schema import json_schema

    with Destination(str(file)).open() as stream:
        stream.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")


def _schema_for(file: Path) -> Path | None:
    """Return the schema beside a file, or in the nearest parent folder."""
    from querykit.authoring.template import SCHEMA_FILE

    for folder in Path(os.path.realpath(file)).parents:
        if (folder / SCHEMA_FILE).is_file():
            return folder / SCHEMA_FILE
    return None


def _relative(schema: Path, folder: Path) -> str:
    return Path(os.path.relpath(os.path.realpath(schema), os.path.realpath(folder))).as_posix()
