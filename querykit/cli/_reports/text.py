"""Findings as a person reads them: the place, the line, a caret under it, and the fix."""

from __future__ import annotations

import shutil
from typing import IO

import click

from querykit.cli._console import legible
from querykit.cli._reports import Checked

__all__ = ["write"]

_COLORS = {"error": "red", "warning": "yellow"}


def write(checked: Checked, stream: IO[str]) -> None:
    """Write findings as text with a caret under each place."""
    width = shutil.get_terminal_size().columns
    for finding in checked.findings:
        message = legible(finding.message(width))
        if checked.color:
            label = f"{finding.severity}[{finding.rule}]"
            colored = click.style(label, fg=_COLORS[finding.severity], bold=True)
            message = message.replace(label, colored, 1)
        stream.write(f"{message}\n")
