"""Findings as SARIF 2.1.0, which code-scanning services and editors read.

Files are named relative to the folder that the check ran in, ``%SRCROOT%``. Columns count
characters. Every rule that found something is there with its manual page.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from querykit.checks import RULES, Finding
from querykit.checks._manual import page
from querykit.cli._reports import Checked
from querykit.invisible import escape_json
from querykit.mistakes import Location
from querykit.version import __version__

__all__ = ["write"]

_ROOT = "%SRCROOT%"
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def write(checked: Checked, stream: IO[str]) -> None:
    """Write findings as one SARIF document."""
    rules = sorted({finding.rule for finding in checked.findings})
    driver = {
        "name": "querykit",
        "version": __version__,
        "rules": [_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "originalUriBaseIds": {_ROOT: {"uri": f"{Path.cwd().as_uri()}/"}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, rules) for finding in checked.findings],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    stream.write(escape_json(json.dumps(document, indent=2, ensure_ascii=False)) + "\n")


def _rule(name: str) -> dict[str, Any]:
    shown = page(name)
    return {
        "id": name,
        "shortDescription": {"text": shown.title},
        "fullDescription": {"text": f"{shown.title}\n\n{shown.text}".strip()},
        "help": {"text": shown.markdown(), "markdown": shown.markdown()},
        "defaultConfiguration": {"level": RULES.member(name).SEVERITY},
    }


def _result(finding: Finding, rules: list[str]) -> dict[str, Any]:
    text = ". ".join(part for part in (finding.what, finding.hint, finding.why) if part)
    return {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": finding.severity,
        "message": {"text": text},
        "locations": [_location(finding)] if finding.location else [],
    }


def _location(finding: Finding) -> dict[str, Any]:
    begin, end = finding.location, finding.end
    assert begin is not None
    if begin.source.startswith("<"):  # an ad-hoc query or stdin, which are no files
        return {"logicalLocations": [{"fullyQualifiedName": str(begin)}]}
    region: dict[str, Any] = {"startLine": begin.line, "startColumn": begin.column}
    if end:
        region |= {"endLine": end.line, "endColumn": end.column}
    if begin.text:
        region["snippet"] = {"text": begin.text}
    return {"physicalLocation": {"artifactLocation": _artifact(begin), "region": region}}


def _artifact(place: Location) -> dict[str, str]:
    path = os.path.relpath(place.source)
    if path.startswith(os.pardir):
        return {"uri": Path(os.path.realpath(place.source)).as_uri()}
    return {"uri": quote(Path(path).as_posix()), "uriBaseId": _ROOT}
