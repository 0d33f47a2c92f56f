"""Findings as GitHub Actions workflow commands, which become annotations.

Text in a command is escaped the way GitHub's runner unescapes it.
"""

from __future__ import annotations

from typing import IO

from querykit.checks import Finding
from querykit.cli._reports import Checked
from querykit.invisible import shown

__all__ = ["write"]


def write(checked: Checked, stream: IO[str]) -> None:
    """Write findings as GitHub Actions workflow commands."""
    for finding in checked.findings:
        stream.write(f"{_command(finding)}\n")


def _command(finding: Finding) -> str:
    parts = {**_place(finding), "title": f"querykit: {finding.rule}"}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in parts.items())
    text = "\n".join(part for part in (finding.what, finding.hint, finding.why) if part)
    return f"::{finding.severity} {properties}::{_message(text)}"


def _place(finding: Finding) -> dict[str, object]:
    begin, end = finding.location, finding.end
    if begin is None or begin.source.startswith("<"):
        return {}
    place: dict[str, object] = {"file": begin.source, "line": begin.line, "col": begin.column}
    # GitHub takes a last column only where that is in the first line.
    if end and end.line == begin.line:
        place["endColumn"] = end.column
    return place


def _message(text: str) -> str:
    return shown(text, keep="\r\n\t").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
