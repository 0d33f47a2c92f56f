"""A variable that is used and not declared.

In an ad-hoc query, using a variable declares it.

Fails:

    service: s3
    operation: list_objects_v2
    parameters: {Bucket: "logs-${yaer}"}
    variables:
      year: {}
    expression: Contents[?StorageClass == $year].Key

    q.yaml:3:28: error[unknown-variable]: undeclared variable 'yaer'
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

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
