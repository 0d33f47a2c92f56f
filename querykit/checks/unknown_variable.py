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

from querykit.checks._subject import Subject
from querykit.errors import nearest
from querykit.findings import Found, Severity

__all__ = ["SEVERITY", "findings"]

SEVERITY: Severity = "error"


def findings(subject: Subject) -> Iterator[Found]:
    declared = subject.query.variables
    for name, path, offset in subject.references:
        if name is not None and name not in declared:
            dollar = ", or write $$ for a dollar" if path else ""
            hint = nearest(name, declared) or f"declare it under variables{dollar}"
            place = subject.places.inside(offset, *path)
            yield Found(f"there is no variable {name!r}", place, hint)
