"""A definition, or an ad-hoc query, that cannot be read.

A key that there is not, a key that stands there twice, a value of another kind, or YAML that is
none. All that can be read is held against the other rules nevertheless.

Fails:

    service: iam
    operation: list_users
    expresion: Users[].UserName

    q.yaml:3:1: error[definition]: unknown key 'expresion'
        expresion: Users[].UserName
        ^ did you mean 'expression'?

Fails:

    iam.list_users {PathPrefix: /a/

    <query>:1:16: error[definition]: this { is never closed
        iam.list_users {PathPrefix: /a/
                       ^

Passes:

    service: iam
    operation: list_users
    expression: Users[].UserName
"""

from __future__ import annotations

from querykit.findings import Severity

__all__ = ["SEVERITY"]

SEVERITY: Severity = "error"
