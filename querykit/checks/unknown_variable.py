"""A variable that is used and not declared.

In an ad-hoc query what is used is declared by that.

Fails:

    service: s3
    operation: list_objects_v2
    parameters: {Bucket: "logs-${yaer}"}
    variables:
      year: {}
    expression: Contents[?StorageClass == $year].Key

    q.yaml:3:28: error[unknown-variable]: there is no variable 'yaer'
        parameters: {Bucket: "logs-${yaer}"}
                                   ^ did you mean 'year'?

Passes:

    service: s3
    operation: list_objects_v2
    parameters: {Bucket: "logs-${year}"}
    variables:
      year: {}
    expression: Contents[].Key
"""

from __future__ import annotations

from collections.abc import Iterator

from querykit.errors import nearest
from querykit.findings import Found, Severity
from querykit.resolved import Resolved

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "error"


def findings(resolved: Resolved) -> Iterator[Found]:
    declared = resolved.query.variables
    for name, path, offset in resolved.references:
        if name is not None and name not in declared:
            dollar = ", or write $$ for a dollar" if path else ""
            hint = nearest(name, declared) or f"declare it under variables{dollar}"
            place = resolved.places.inside(offset, *path)
            yield Found(f"there is no variable {name!r}", place, hint)
