"""Findings as one JSON document: a list of objects, all with the same keys."""

from __future__ import annotations

import json
from typing import IO, Any

from querykit.checks import Finding
from querykit.cli._reports import Checked
from querykit.invisible import escape_json

__all__ = ["write"]


def write(checked: Checked, stream: IO[str]) -> None:
    """Write findings as one JSON document."""
    found = [_object(finding) for finding in checked.findings]
    stream.write(escape_json(json.dumps(found, indent=2, ensure_ascii=False)) + "\n")


def _object(finding: Finding) -> dict[str, Any]:
    begin, end = finding.location, finding.end
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "what": finding.what,
        "hint": finding.hint,
        "why": finding.why,
        "file": begin.source if begin else None,
        "line": begin.line if begin else None,
        "column": begin.column if begin else None,
        "end_line": end.line if end else None,
        "end_column": end.column if end else None,
        "text": begin.text if begin else None,
    }
